import type { ModelQuirks } from '@ferraris/client'
import type { LocalDate } from '@ferraris/cosem'
import { secondsOf } from '@ferraris/metering'
import { type Connections, isUnavailable } from '@ferraris/service'
import type { KeyRing } from '../../inventory/keys/key-ring.ts'
import { KeyKeeper } from '../../orders/keys/key-keeper.ts'
import type { MeterReadSchedule } from '../../schedules/schemas.ts'
import type { Tables } from '../../tables.ts'
import { reserveCountersFrom } from '../leases/keep.ts'
import type { Lease } from '../leases/lease.ts'
import type { Harvest } from '../reading/harvest.ts'
import { readDevice } from '../reading/read-device.ts'
import type { Writer } from '../writer.ts'
import type { OpenWays } from './connection-plan.ts'
import { type Failure, failureOf, SessionError } from './failure.ts'

/** What is to be read. */
interface Reading {
  readonly lease: Lease
  readonly schedule: MeterReadSchedule
  /** Days that are here as a whole. */
  readonly complete: ReadonlySet<LocalDate> | undefined
  readonly quirks: readonly ModelQuirks[]
  /** Cuts the session off. */
  readonly signal: AbortSignal
}

/** What sessions are held with: options of the collector. */
interface Means {
  readonly store: Connections<Tables>
  readonly ring: KeyRing
  readonly writer: Pick<Writer, 'types'>
  readonly clock: { now(): number }
  readonly systemTitle: Uint8Array
  readonly roads?: OpenWays['roads']
  readonly answerTimeoutMs: number
  readonly sessionTimeoutMs: number
  readonly lineSessionTimeoutMs: number
  readonly observer: { trouble?(error: Error): void }
}

/**
 * One session with a meter, which fills the harvest as far as it comes. Gives why it failed; throws only when the store is away.
 */
export async function readLease(
  { lease, schedule, complete, quirks, signal }: Reading,
  means: Means,
  harvest: Harvest,
): Promise<Failure | undefined> {
  const { clock, writer, store, ring, systemTitle, roads, answerTimeoutMs } = means
  const longestMs = lease.line === undefined ? means.sessionTimeoutMs : means.lineSessionTimeoutMs
  const tooLong = new AbortController()
  const timer = setTimeout(() => tooLong.abort(), longestMs)
  const { next, end } = lease.counters
  try {
    const began = performance.now()
    const keys = new KeyKeeper(store.pool, ring, () => clock.now())
    const session = await keys.openAsCalled(lease, {
      timeoutMs: answerTimeoutMs,
      systemTitle,
      roads,
      signal: AbortSignal.any([signal, tooLong.signal]),
      reserveCounters: atLeast => reserveCountersFrom(store.pool, lease.counterKey, atLeast, end - next),
    })
    harvest.latencyMs = performance.now() - began
    try {
      const { types } = writer
      await readDevice({ session, lease, schedule, complete, types, quirks, now: () => clock.now() }, harvest)
      // What was read is read, whether the meter says goodbye or not.
      await session.release().catch(() => {})
    } finally {
      await session.close()
    }
    return undefined
  } catch (error) {
    if (isUnavailable(error)) throw error
    if (tooLong.signal.aborted) {
      return failureOf(new SessionError('session', `the session took longer than ${secondsOf(longestMs)} s`))
    }
    const failure = failureOf(error, lease.uri)
    if (failure.layer === 'internal') means.observer.trouble?.(error as Error)
    return failure
  } finally {
    clearTimeout(timer)
  }
}
