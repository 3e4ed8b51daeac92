import { setTimeout as delay } from 'node:timers/promises'
import { zone } from '@ferraris/cosem'
import { DlmsError } from '@ferraris/dlms'
import type { DlmsSession } from '@ferraris/transport'
import type { Pool } from 'pg'
import { storedObjects, storeObjects } from '../collection/queries.ts'
import { type Lease, leaseOne, releaseLeases, reserveCountersFrom } from '../collection/queue.ts'
import type { StoredObject } from '../database/tables.ts'
import type { KeyRing } from '../inventory/key-ring.ts'
import { scheduleById } from '../schedules/queries.ts'
import type { QueryContext } from '../server/query-context.ts'
import { explainerOf } from './explain-frame.ts'
import { sessionFailure } from './failures.ts'
import { FrameRecorder } from './frame-recorder.ts'
import { describeObject, readObjectList } from './object-list.ts'
import { objectName } from './object-names.ts'
import { openSession } from './open-session.ts'
import { readClock, readRegisters } from './read-registers.ts'
import { type OnDemandReader, SessionFailure } from './reader.ts'
import type { AssociationObjectList, Frame, OnDemandReading } from './schemas.ts'

/** Longer than a session on demand may take: each of its few answers has ten seconds. */
const leaseSeconds = 120
/** Two for the association, one a request and one a block: an object list has some dozens of blocks at most. */
const countersPerSession = 200
/** The collector's session with the device ends within a blink, unless the device is slow. */
const longestWait = 5_000
const waitStep = 100
const lastSoundCounter = 0xf000_0000

export interface MeterReaderParts extends QueryContext {
  pool: Pool
  ring: KeyRing
  /** A UUID that names this worker in leases. */
  owner: string
  /** Eight octets by which meters know us (IEC 62056-5-3, 4.3.4). */
  systemTitle: Uint8Array
}

/** Reads meters for people who wait for it: over a lease like the collector's, so that counters never repeat. */
export class MeterReader implements OnDemandReader {
  readonly #parts: MeterReaderParts

  constructor(parts: MeterReaderParts) {
    this.#parts = parts
  }

  async readRegisters(serial: string, asked: readonly string[] | undefined): Promise<OnDemandReading | null> {
    const { db, now } = this.#parts
    const kept = await storedObjects(db, serial)
    const classes = new Map(kept?.objects.map(({ obis, classId }) => [obis, classId]))
    const began = performance.now()
    const session = await this.#withMeter(serial, async (session, lease) => {
      const obis = asked ?? (await scheduleById(db, lease.scheduleId))?.registers ?? []
      const clock = await readClock(session, zone(lease.timeZone))
      const offset = clock - now() / 1000
      const answers = await readRegisters(session, obis, code => classes.get(code))
      return { clock, offset, answers, readAt: now() }
    })
    if (session === null) return null
    const { clock, offset, answers, readAt } = session.result
    const time = new Date(readAt).toISOString()
    return {
      time: new Date(clock * 1000).toISOString(),
      clockOffsetSeconds: Math.round(offset),
      registers: answers
        .filter(answer => 'value' in answer)
        .map(answer => ({ ...answer, name: objectName(answer.obis), time })),
      refused: answers
        .filter(answer => 'refused' in answer)
        .map(({ obis, refused }) => ({ obis, name: objectName(obis), reason: refused })),
      frames: session.frames,
      milliseconds: Math.round(performance.now() - began),
    }
  }

  async readObjects(serial: string, refresh: boolean): Promise<AssociationObjectList | null> {
    const { db, now } = this.#parts
    const kept = await storedObjects(db, serial)
    if (kept === undefined) return null
    if (kept !== null && !refresh) return described(kept.objects, kept.readAt)
    const session = await this.#withMeter(serial, readObjectList)
    if (session === null) return null
    const readAt = now()
    await storeObjects(db, serial, session.result, readAt)
    return described(session.result, new Date(readAt).toISOString())
  }

  /** Leases a device, opens a session, lets `work` use it, and gives both back whatever happens. */
  async #withMeter<T>(
    serial: string,
    work: (session: DlmsSession, lease: Lease) => Promise<T>,
  ): Promise<{ result: T; frames: Frame[] } | null> {
    const { pool, owner, now } = this.#parts
    const lease = await this.#lease(serial)
    if (lease === null) return null
    const recorder = new FrameRecorder(explainerOf(lease), now)
    let session: DlmsSession | undefined
    try {
      session = await this.#open(lease, recorder)
      const result = await work(session, lease)
      // The answer is here: how the meter takes our leave does not change it.
      await session.release().catch(() => {})
      return { result, frames: recorder.frames() }
    } catch (error) {
      throw sessionFailure(error, recorder.frames())
    } finally {
      session?.close()
      await releaseLeases(pool, owner, [lease.endDeviceId])
    }
  }

  async #lease(serial: string): Promise<Lease | null> {
    const { pool, ring, owner, now } = this.#parts
    for (let waited = 0; ; waited += waitStep) {
      const terms = { owner, now: now(), leaseSeconds, counters: countersPerSession, serial }
      const lease = await leaseOne(pool, ring, terms)
      if (lease === undefined) return null
      if (lease !== 'busy') return lease
      if (waited >= longestWait) {
        throw new SessionFailure('busy', 'inventory', `another session with ${serial} is under way`)
      }
      await delay(waitStep)
    }
  }

  /** A meter that has seen more of our counters than the store remembers says so: then we go on above them, once. */
  async #open(lease: Lease, { record }: FrameRecorder): Promise<DlmsSession> {
    const { pool, systemTitle } = this.#parts
    try {
      return await openSession(lease, lease.counters, systemTitle, record)
    } catch (error) {
      const expected = error instanceof DlmsError ? error.expectedInvocationCounter : undefined
      // Whoever names a counter near the last one is mistaken, or wants to lock us out.
      if (expected === undefined || expected >= lastSoundCounter) throw error
      const counters = await reserveCountersFrom(pool, lease.endDeviceId, expected, countersPerSession)
      return await openSession(lease, counters, systemTitle, record)
    }
  }
}

const described = (objects: readonly StoredObject[], readAt: string): AssociationObjectList => ({
  items: objects.map(object => describeObject(object, objectName(object.obis))),
  readAt,
})
