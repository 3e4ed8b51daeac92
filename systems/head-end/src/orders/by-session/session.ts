import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { ModelQuirks, ObjectCache, ProgrammeReadings } from '@ferraris/client'
import { checkedParameters, DlmsMeter, type Means, programmes, quirksOf, readModel } from '@ferraris/client'
import { zone } from '@ferraris/cosem'
import type { DeviceFacts } from '../../collection/completion.ts'
import { type Failure, failureOf, SessionError } from '../../collection/session/failure.ts'
import type { MeterSession, SessionTerms } from '../../collection/session/meter-session.ts'
import type { Delivery } from '../../collection/writer.ts'
import type { ReadingTypes } from '../../readings/reading-types.ts'
import type { KeyKeeper } from '../keys/key-keeper.ts'
import { isSigned, SignedApdus } from '../signed/signed-apdus.ts'
import type { MeterOrders, TakenOrder } from './executor/take.ts'
import { SessionFrames } from './frames.ts'
import { harvestOf, resultOf } from './harvest.ts'
import { managementUri } from './management.ts'
import type { OrderOutcome } from './outcome.ts'
import {
  nextAttempt,
  overtaken,
  tooOften,
  type Verdict,
  verdictOf,
  verdictOfFailure,
  verdictOfRefusal,
} from './verdict.ts'

/** What a session works with. */
export interface SessionParts {
  readonly types: ReadingTypes
  readonly now: () => number
  readonly quirks: readonly ModelQuirks[]
  readonly cache: ObjectCache
  readonly terms: SessionTerms
  readonly file: Means['file']
  readonly emergencyKey?: Means['emergencyKey']
  readonly keys: KeyKeeper
  /** Whether an order is to be left, because it was cancelled; and whether its lease still holds. */
  mayBegin(order: TakenOrder): 'yes' | 'cancelled' | 'lost'
}

/** What a session brought. */
export interface SessionReport {
  readonly outcomes: readonly OrderOutcome[]
  readonly brought: Pick<Delivery, 'blocks' | 'readings' | 'events'>
  /** What was not known of the meter: one behind a concentrator is met here first. */
  readonly learned: DeviceFacts | undefined
  /** Why it broke off. */
  readonly failure: Failure | undefined
}

/**
 * Carries out the orders of one meter in one association: oldest first, and of those that set the same thing the last alone. Each
 * is performed whole before the next one; where the association breaks, what is left is tried again later. Never throws.
 */
export async function carryOut(
  { lease, orders }: MeterOrders,
  { types, now, quirks, cache, terms, file, emergencyKey, keys, mayBegin }: SessionParts,
): Promise<SessionReport> {
  const outcomes: OrderOutcome[] = []
  const brought: { -readonly [K in keyof SessionReport['brought']]: SessionReport['brought'][K] } = {
    blocks: [],
    readings: [],
    events: [],
  }
  let sentAt: number | undefined
  const settle = (order: TakenOrder, ended: Partial<OrderOutcome> & Pick<OrderOutcome, 'state'>) =>
    outcomes.push({
      id: order.id,
      owner: lease.owner,
      at: now(),
      cause: null,
      detail: null,
      steps: [],
      result: null,
      sentAt,
      nextAttemptAt: undefined,
      isAttempt: true,
      signed: [],
      ...ended,
    })
  const signed = new SignedApdus()
  const uri = managementUri(lease)
  const wire = new SessionFrames(now)
  const frames = { uri, kept: wire.frames }

  const open: TakenOrder[] = []
  for (const [i, order] of orders.entries()) {
    const later = orders.slice(i + 1).some(({ subject }) => subject !== null && subject === order.subject)
    if (order.isOvertaken || later) settle(order, { ...overtaken, isAttempt: false })
    else if (order.attempts > order.mostAttempts) settle(order, tooOften)
    else open.push(order)
  }
  let session: MeterSession | undefined
  let learned: DeviceFacts | undefined
  let failure: Failure | undefined
  try {
    if (open.length === 0) return { outcomes, brought, learned, failure }
    const signing = { signed: open.some(isSigned), onSent: signed.take }
    session = await keys.open(lease, { ...terms, ...signing, onFrame: wire.record })
    sentAt = now()
    if (lease.model === undefined)
      learned = { model: await readModel(session), systemTitle: session.server.systemTitle }
    const meter = new DlmsMeter(session, {
      cache,
      zone: zone(lease.timeZone),
      quirks: quirksOf(lease.model ?? learned?.model, quirks),
      now,
    })
    const means: Means = {
      now,
      random: randomBytes,
      file,
      emergencyKey,
      pause: async ms => await delay(ms),
      signal: terms.signal,
      keys: keys.changeOf(lease, terms),
    }
    for (let order = open[0]; order !== undefined; order = open[0]) {
      const may = mayBegin(order)
      if (may === 'lost') throw new SessionError('session', 'the lease was lost')
      if (may === 'cancelled') settle(order, { state: 'cancelled', cause: 'cancelled', isAttempt: false })
      else {
        signed.drain()
        const performed = await perform(meter, order, means)
        const { verdict, steps, readings = {} } = performed
        const harvest = await harvestOf(readings, lease, types, now())
        brought.blocks = [...brought.blocks, ...harvest.blocks]
        brought.readings = [...brought.readings, ...harvest.readings]
        brought.events = [...brought.events, ...harvest.events]
        const result = resultOf(readings, now())
        settle(order, {
          ...attempted(order, verdict, now()),
          steps,
          result,
          supply: supplyOf(order, verdict, readings),
          frames,
          signed: signed.of(order),
        })
      }
      open.shift()
    }
    // What was done is done, whether the meter says goodbye or not.
    await session.release().catch(() => {})
  } catch (error) {
    failure = failureOf(error, lease.uri)
    const verdict = verdictOfFailure(failure)
    for (const [i, order] of open.entries()) {
      const isAttempt = i === 0 || sentAt === undefined
      settle(order, {
        ...attempted(order, verdict, now()),
        isAttempt,
        frames: isAttempt && wire.frames.length > 0 ? frames : undefined,
        signed: i === 0 ? signed.of(order) : [],
      })
    }
  } finally {
    await session?.close()
  }
  return { outcomes, brought, learned, failure }
}

/** Performs the programme of an order. Throws what ends the association. */
async function perform(meter: DlmsMeter, { kind, parameters }: TakenOrder, means: Means) {
  const programme = programmes.get(kind)
  if (programme === undefined) {
    const detail = `this head-end has no programme for ${kind}`
    return { steps: [], verdict: { state: 'failed', cause: 'not-supported', detail, isFinal: true } as const }
  }
  try {
    const performed = await programme.perform(meter, checkedParameters(programme, parameters), means)
    return { ...performed, verdict: verdictOf(performed) }
  } catch (error) {
    const verdict = verdictOfRefusal(error)
    if (verdict === undefined) throw error
    return { steps: [], verdict }
  }
}

/** What an order shows of the supply; one that operates it and ends well has brought it there. */
function supplyOf(
  { kind }: TakenOrder,
  { state }: Verdict,
  { supply: reading }: ProgrammeReadings,
): OrderOutcome['supply'] {
  if (reading === undefined) return undefined
  return { reading, isOrdered: kind !== 'read-supply' && (state === 'verified' || state === 'done') }
}

/** What an attempt makes of an order: its end, or its place in the queue. */
function attempted(
  { attempts, mostAttempts, endDeviceId }: TakenOrder,
  { state, cause, detail, isFinal }: Verdict,
  now: number,
): Pick<OrderOutcome, 'state' | 'cause' | 'detail' | 'nextAttemptAt'> {
  if (isFinal || attempts >= mostAttempts) return { state, cause, detail, nextAttemptAt: undefined }
  return { state: 'queued', cause, detail, nextAttemptAt: nextAttempt(attempts, endDeviceId, now) }
}
