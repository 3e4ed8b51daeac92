import type { PoolClient } from 'pg'
import { keepSupplyRuns } from './interruptions.ts'

/** A row of a meter's log of long power failures (1.0.99.97.0): its end and duration, as instants (epoch milliseconds). */
export interface LoggedFailure {
  readonly endDeviceId: number
  readonly began: number
  readonly ended: number
}

/** Takes in what meters' logs of power failures say: it confirms what was suspected, and adds what was not noticed. */
export function confirmInterruptions(
  client: PoolClient,
  failures: readonly LoggedFailure[],
  now: number,
): Promise<void> {
  return keepSupplyRuns(client, failures, 'log', now)
}
