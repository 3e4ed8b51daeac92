import { setTimeout as delay } from 'node:timers/promises'
import {
  type AttributeSource,
  ask,
  clockQuery,
  type Quirks,
  quantityOf,
  quirksOf,
  type RegisterAnswer,
  readObjectList,
  readPushLists,
  registerPlace,
  registerQuery,
  sourceOf,
  stampsOf,
} from '@ferraris/client'
import { type Obis, obis, obisName, zone } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { msOf, wholeSecondsOf } from '@ferraris/metering'
import { isUnavailable, type QueryContext } from '@ferraris/service'
import type { TunnelGate } from '@ferraris/transport'
import type { Pool } from 'pg'
import type { Completion } from '../collection/completion.ts'
import { releaseLeases, reserveCountersFrom } from '../collection/leases/keep.ts'
import type { Lease } from '../collection/leases/lease.ts'
import { leaseOne } from '../collection/leases/take.ts'
import { keptPushLists, storedObjects, storeObjects } from '../collection/queries.ts'
import type { OpenWays } from '../collection/session/connection-plan.ts'
import { SessionError } from '../collection/session/failure.ts'
import { type MeterSession, pingLeased, type SessionTerms } from '../collection/session/meter-session.ts'
import type { Writer } from '../collection/writer.ts'
import type { KeyRing } from '../inventory/keys/key-ring.ts'
import { withPushLists } from '../inventory/push-lists.ts'
import { listQuirks } from '../inventory/quirks.ts'
import type { StoredObject } from '../inventory/tables.ts'
import { KeyKeeper } from '../orders/keys/key-keeper.ts'
import type { MeterReading } from '../readings/meter-reading.ts'
import { scheduleById } from '../schedules/queries.ts'
import type { Tables } from '../tables.ts'
import { FrameRecorder } from './frame-recorder.ts'
import { asMeterReading } from './meter-reading.ts'
import { describeObject, storedObject } from './object-list.ts'
import { outcomeOfPing, type PingOutcome } from './ping-outcome.ts'
import { DeviceBusy, type OnDemandReader, SessionFailure, type SessionWork } from './reader.ts'
import type { AssociationObjectList, Frame, OnDemandReading } from './schemas.ts'

/** For the connection, and for each answer; milliseconds. */
const timeoutMs = 10_000
/** Longer than a session on demand may take: it has a few answers. */
const usualLeaseSeconds = 120
/** Two for the association, one a request and one a block: an object list has some dozens of blocks at most. */
const countersPerSession = 200
/** The collector's session with the device ends within a blink, unless the device is slow. */
const longestWait = 5_000
const waitStep = 100

interface MeterReaderParts extends QueryContext<Tables> {
  readonly pool: Pool
  readonly ring: KeyRing
  readonly writer: Writer
  /** A UUID that names this worker in leases. */
  readonly owner: string
  /** Our name towards meters, 8 octets. */
  readonly systemTitle: Uint8Array
  /** Where concentrators have called, for meters on power lines. */
  readonly gate?: TunnelGate | undefined
  readonly roads?: OpenWays['roads']
  /** Called when the objects of a meter are known anew, and with them what it pushes. */
  readonly objectsRead?: (endDeviceId: number) => void
}

/**
 * Reads meters on demand. Such a session takes a lease like the collector's, so that counters never repeat; what it
 * reads is stored, and the device stays due when it was.
 */
export class MeterReader implements OnDemandReader {
  readonly #parts: MeterReaderParts

  constructor(parts: MeterReaderParts) {
    this.#parts = parts
  }

  async readRegisters(serial: string, asked: readonly string[] | undefined): Promise<OnDemandReading | null> {
    const { db, now, writer } = this.#parts
    const kept = await storedObjects(db, serial)
    const listed = new Map(kept?.objects.map(({ obis, classId }) => [obis, classId]))
    const began = performance.now()
    const session = await this.withMeter(serial, async (source, lease, quirks) => {
      const wanted = asked ?? (await scheduleById(db, lease.scheduleId))?.registers ?? []
      const clock = await clockOf(source, quirks, lease)
      const answers = await registersOf(source, wanted.map(obis), listed)
      const at = wholeSecondsOf(now())
      const readings = [await asMeterReading(answers, at, writer.types, lease.endDeviceId)]
      const { offsetSeconds: clockOffsetSeconds } = clock
      return { result: { clock, answers, at }, clockOffsetSeconds, readings }
    })
    if (session === null) return null
    const { clock, answers, at } = session.result
    const { instant, offsetSeconds: clockOffsetSeconds } = clock
    const time = new Date(msOf(at)).toISOString()
    const nameOf = (code: Obis) => writer.types.of(code)?.name ?? obisName(code)
    return {
      time: new Date(msOf(instant)).toISOString(),
      clockOffsetSeconds,
      registers: answers
        .filter(answer => 'value' in answer)
        .map(({ obis, value, unit }) => ({ obis, name: nameOf(obis), value, unit, time })),
      refused: answers
        .filter(answer => 'refused' in answer)
        .map(({ obis, refused }) => ({ obis, name: nameOf(obis), reason: refused })),
      frames: session.frames,
      milliseconds: Math.round(performance.now() - began),
    }
  }

  async readObjects(serial: string, refresh: boolean): Promise<AssociationObjectList | null> {
    const { db, now } = this.#parts
    const kept = await storedObjects(db, serial)
    if (kept === undefined) return null
    if (kept !== null && !refresh) return described(kept.objects, kept.readAt)
    const given = await keptPushLists(db, serial)
    const session = await this.withMeter(serial, async (_, { endDeviceId }, _quirks, association) => {
      const elements = await readObjectList(association)
      const lists = [...(await readPushLists(association, elements))]
      const read = lists.map(([setup, pushes]) => ({ setup, objects: pushes }))
      return {
        result: { endDeviceId, objects: withPushLists(elements.map(storedObject), [...given, ...read]) },
      }
    })
    if (session === null) return null
    const readAt = now()
    const { endDeviceId, objects } = session.result
    await storeObjects(db, serial, objects, readAt)
    this.#parts.objectsRead?.(endDeviceId)
    return described(objects, new Date(readAt).toISOString())
  }

  async ping(serial: string): Promise<PingOutcome | null> {
    const { db, pool, owner, now } = this.#parts
    const quirkTable = await listQuirks(db)
    const lease = await this.#lease(serial, usualLeaseSeconds)
    if (lease === null) return null
    const quirks = quirksOf(lease.model, quirkTable)
    try {
      const ping = await pingLeased(lease, this.#terms(lease, usualLeaseSeconds), { quirks, now })
      const outcome = outcomeOfPing(ping, lease.uri)
      await this.#complete(lease, outcome.completion)
      return outcome
    } catch (error) {
      if (isUnavailable(error)) throw error
      throw SessionFailure.of(error, lease.uri, [])
    } finally {
      await releaseLeases(pool, owner, [lease.endDeviceId])
    }
  }

  /** Leases a device, opens a session, lets `work` use it, stores how it went, and gives all back. */
  async withMeter<T>(
    serial: string,
    work: SessionWork<T>,
    leaseSeconds = usualLeaseSeconds,
    as: 'reader' | 'management' = 'reader',
  ): Promise<{ result: T; frames: Frame[] } | null> {
    const { db, pool, owner, now } = this.#parts
    const quirkTable = await listQuirks(db)
    const lease = await this.#lease(serial, leaseSeconds)
    if (lease === null) return null
    const quirks = quirksOf(lease.model, quirkTable)
    const recorder = new FrameRecorder(lease, now)
    let session: MeterSession | undefined
    const began = performance.now()
    try {
      session = await this.#open(lease, recorder, leaseSeconds, as)
      const latencyMs = performance.now() - began
      const {
        result,
        clockOffsetSeconds,
        readings = [],
      } = await work(sourceOf(session, quirks, now), lease, quirks, session)
      // The answer is here: how the meter takes our leave does not change it.
      await session.release().catch(() => {})
      await this.#complete(lease, { state: 'reachable', clockOffsetSeconds, latencyMs }, readings)
      return { result, frames: recorder.frames() }
    } catch (error) {
      if (isUnavailable(error)) throw error
      const failure = SessionFailure.of(error, lease.uri, recorder.frames())
      // What did not reach the meter says nothing of it.
      if (failure.code !== 'unreached')
        await this.#complete(lease, { state: failure.code, error: failure.message })
      throw failure
    } finally {
      await session?.close()
      await releaseLeases(pool, owner, [lease.endDeviceId])
    }
  }

  async #lease(serial: string, leaseSeconds: number): Promise<Lease | null> {
    const { pool, ring, owner, now } = this.#parts
    for (let waited = 0; ; waited += waitStep) {
      const terms = { owner, now: now(), leaseSeconds, counters: countersPerSession, serial }
      const lease = await leaseOne(pool, ring, terms)
      if (lease === undefined) return null
      if (lease !== 'busy') return lease
      if (waited >= longestWait) throw new DeviceBusy(serial)
      await delay(waitStep)
    }
  }

  #open(
    lease: Lease,
    { record }: FrameRecorder,
    leaseSeconds: number,
    as: 'reader' | 'management',
  ): Promise<MeterSession> {
    const { pool, ring, now } = this.#parts
    const keys = new KeyKeeper(pool, ring, now)
    const terms = { ...this.#terms(lease, leaseSeconds), onFrame: record }
    return as === 'management' ? keys.open(lease, terms) : keys.openAsCalled(lease, terms)
  }

  #terms(lease: Lease, leaseSeconds: number): SessionTerms {
    const { pool, systemTitle, gate, roads } = this.#parts
    return {
      gate,
      roads,
      // No session outlives its lease, however slow the line is.
      signal: AbortSignal.timeout(msOf(leaseSeconds - 10)),
      timeoutMs,
      systemTitle,
      reserveCounters: atLeast => reserveCountersFrom(pool, lease.counterKey, atLeast, countersPerSession),
    }
  }

  #complete(
    { endDeviceId, owner, timeZone }: Lease,
    outcome: Pick<Completion, 'state' | 'error' | 'clockOffsetSeconds' | 'latencyMs'>,
    readings: MeterReading[] = [],
  ): Promise<void> {
    // `nextDue: undefined` leaves the device due when it was.
    const completion = { leaseOwner: owner, at: this.#parts.now(), timeZone, nextDue: undefined, ...outcome }
    return this.#parts.writer.write({ endDeviceId, blocks: [], readings, events: [], completion })
  }
}

/** The meter's clock, which must name a moment. */
async function clockOf(source: AttributeSource, quirks: Quirks, { timeZone }: Lease) {
  const [clock] = await ask(source, clockQuery(stampsOf(quirks, zone(timeZone))))
  if ('refused' in clock)
    throw new SessionError('application', `the meter does not tell the time: ${clock.refused}`)
  const { instant, offsetSeconds } = clock
  if (instant !== undefined && offsetSeconds !== null) return { instant, offsetSeconds }
  throw new SessionError('application', 'the meter does not tell the time: its clock names no moment')
}

/** Registers with scaler and unit. Where no object list tells otherwise an object is taken for a Register. */
async function registersOf(
  source: AttributeSource,
  wanted: readonly Obis[],
  listed: ReadonlyMap<string, number>,
): Promise<RegisterAnswer[]> {
  const queries = wanted.map(obis => {
    const classId = listed.get(obis)
    return registerQuery({
      obis,
      classId: classId !== undefined && registerPlace(classId) ? classId : classes.register.classId,
    })
  })
  const answers = queries.length === 0 ? [] : await ask(source, ...queries)
  return answers.map(answer =>
    'raw' in answer ? { ...answer, ...quantityOf(answer.raw, answer.scalerUnit) } : answer,
  )
}

function described(objects: readonly StoredObject[], readAt: string): AssociationObjectList {
  return {
    items: objects.map(describeObject),
    readAt,
  }
}
