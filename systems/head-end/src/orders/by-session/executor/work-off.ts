import type { ModelQuirks, ObjectCache } from '@ferraris/client'
import { secondsOf } from '@ferraris/metering'
import { isUnavailable } from '@ferraris/service'
import { publicHalf } from '@ferraris/work-order'
import type { Completion } from '../../../collection/completion.ts'
import { releaseLeases, reserveCountersFrom } from '../../../collection/leases/keep.ts'
import type { Delivery } from '../../../collection/writer.ts'
import { signerOf } from '../../../work-orders/signer.ts'
import { KeyKeeper } from '../../keys/key-keeper.ts'
import type { OrderOutcome } from '../outcome.ts'
import { carryOut, type SessionParts } from '../session.ts'
import type { ExecutorOptions, ExecutorParts } from './parts.ts'
import type { MeterOrders } from './take.ts'

/** A few dozen messages an order; a load profile or an image has more, and takes more when it needs them. */
export const countersPerSession = 256

interface WorkTerms extends Pick<SessionParts, 'mayBegin'> {
  readonly options: Required<ExecutorOptions>
  readonly quirks: readonly ModelQuirks[]
  readonly cache: ObjectCache
  /** Cuts the session off. */
  readonly signal: AbortSignal
}

/** One session with a meter, from lease to commit. However it ends, its lease is given back. */
export async function workOff(parts: ExecutorParts, taken: MeterOrders, terms: WorkTerms): Promise<void> {
  const { db, pool, ring, writer, now, systemTitle, gate, roads, file, observer } = parts
  const { quirks, cache, mayBegin, options } = terms
  const { lease, orders } = taken
  const { endDeviceId, owner, timeZone } = lease
  const tooLong = new AbortController()
  const timer = setTimeout(() => tooLong.abort(), options.sessionTimeoutMs)
  try {
    const { outcomes, brought, learned, failure } = await carryOut(taken, {
      types: writer.types,
      now,
      quirks,
      cache,
      file,
      emergencyKey: async () => Buffer.from(publicHalf(await signerOf(db, ring)), 'base64url'),
      keys: new KeyKeeper(pool, ring, now),
      terms: {
        timeoutMs: options.answerTimeoutMs,
        systemTitle,
        gate,
        roads,
        signal: AbortSignal.any([terms.signal, tooLong.signal]),
        reserveCounters: atLeast => reserveCountersFrom(pool, lease.counterKey, atLeast, countersPerSession),
      },
      mayBegin,
    })
    // `nextDue: undefined` leaves the device due when it was; what did not reach the meter says nothing of it.
    const completion: Completion = {
      leaseOwner: owner,
      at: now(),
      timeZone,
      nextDue: undefined,
      state: failure === undefined ? 'reachable' : failure.state === 'unreached' ? undefined : failure.state,
      error: failure === undefined ? undefined : `${failure.layer}: ${failure.message}`,
      learned,
    }
    await store(parts, { endDeviceId, ...brought, completion, orders: outcomes })
    const asked = new Map(orders.map(({ id, createdAt }) => [id, createdAt.getTime()]))
    for (const outcome of outcomes)
      observer?.settled?.(outcome, secondsOf(now() - (asked.get(outcome.id) ?? now())))
    if (failure !== undefined) observer?.sessionFailed?.(lease.serial, failure)
  } catch (error) {
    await releaseLeases(pool, owner, [endDeviceId]).catch(() => {})
    throw error
  } finally {
    clearTimeout(timer)
  }
}

/** What the store refuses is left out, and is why the orders failed: they must not be done again for it. */
async function store(
  { writer, observer }: ExecutorParts,
  delivery: Delivery & { readonly orders: readonly OrderOutcome[] },
): Promise<void> {
  try {
    await writer.write(delivery)
  } catch (error) {
    if (isUnavailable(error)) throw error
    observer?.trouble?.(error as Error)
    const refused = {
      state: 'failed',
      cause: 'internal',
      detail: `what the meter gave cannot be stored: ${(error as Error).message}`,
    } as const
    const orders = delivery.orders.map(outcome => ({ ...outcome, ...refused, result: null }))
    await writer.write({ ...delivery, blocks: [], readings: [], events: [], orders })
  }
}
