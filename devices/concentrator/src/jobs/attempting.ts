import type { JobCause } from '@ferraris/uplink'
import { MeterError, type MeterFault } from '../network/meter-error.ts'
import type { Procedure } from '../network/procedure.ts'
import type { Attempt } from './job-queue.ts'

const causes = {
  refused: 'refused',
  unreadable: 'unreadable',
  'no-keys': 'not-callable',
  'session-failed': 'broken-off',
} as const satisfies Partial<Record<MeterFault, JobCause>>

/** The outcome of an attempt, also where the meter refused. Throws StoreError. */
export function* attempting(procedure: Procedure<Attempt>): Procedure<Attempt> {
  try {
    return yield* procedure
  } catch (error) {
    if (!(error instanceof MeterError)) throw error
    const { code, message } = error
    if (code === 'unreached' || code === 'effect-unknown') return { state: 'unreached', detail: message }
    return { state: code === 'refused' ? 'refused' : 'failed', cause: causes[code], detail: message }
  }
}
