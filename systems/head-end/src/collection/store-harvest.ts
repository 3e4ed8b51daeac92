import { msPerDay } from '@ferraris/metering'
import { isUnavailable } from '@ferraris/service'
import { possibleOf } from '../readings/plausible.ts'
import { nextDue } from '../schedules/next-due.ts'
import type { MeterReadSchedule } from '../schedules/schemas.ts'
import type { Completion } from './completion.ts'
import type { Lease } from './leases/lease.ts'
import type { Harvest } from './reading/harvest.ts'
import { type Failure, retryAt } from './session/failure.ts'
import type { Writer } from './writer.ts'

/** A session that has ended. */
interface Ended {
  readonly lease: Lease
  readonly schedule: MeterReadSchedule
  readonly failure: Failure | undefined
}

/** What a harvest is stored with: options of the collector. */
interface Means {
  readonly writer: Pick<Writer, 'write'>
  readonly clock: { now(): number }
  readonly observer: { trouble?(error: Error): void }
}

/** Stores what a session brought. What the store refuses is left out, and is why the session failed: that is given. */
export async function storeHarvest(
  ended: Ended,
  { writer, clock, observer }: Means,
  harvest: Harvest,
): Promise<Failure | undefined> {
  const { lease } = ended
  const { endDeviceId } = lease
  try {
    const { leftOut, ...possible } = possibleOf(harvest, clock.now())
    harvest.unusedRows += leftOut
    const completion = completionOf(ended, harvest, clock.now())
    await writer.write({ endDeviceId, ...possible, alarms: harvest.alarms, completion })
    return undefined
  } catch (error) {
    if (isUnavailable(error)) throw error
    observer.trouble?.(error as Error)
    const message = `what the meter gave cannot be stored: ${(error as Error).message}`
    const refused = { state: 'failed', layer: 'store', message } as const
    const now = clock.now()
    const completion = {
      leaseOwner: lease.owner,
      at: now,
      timeZone: 'UTC',
      state: refused.state,
      nextDue: retryAt(lease.failures, endDeviceId, now, now + msPerDay),
      error: `${refused.layer}: ${refused.message}`,
    }
    await writer.write({ endDeviceId, blocks: [], readings: [], events: [], completion })
    return refused
  }
}

function completionOf({ lease, schedule, failure }: Ended, harvest: Harvest, now: number): Completion {
  const scheduled = nextDue(schedule, lease.timeZone, now)
  return {
    leaseOwner: lease.owner,
    at: now,
    timeZone: lease.timeZone,
    state: failure?.state === 'unreached' ? undefined : (failure?.state ?? 'reachable'),
    nextDue: failure === undefined ? scheduled : retryAt(lease.failures, lease.endDeviceId, now, scheduled),
    clockOffsetSeconds: harvest.clockOffsetSeconds,
    error: failure === undefined ? undefined : `${failure.layer}: ${failure.message}`,
    readUntil: harvest.readUntil,
    learned: harvest.learned,
    latencyMs: harvest.latencyMs,
  }
}
