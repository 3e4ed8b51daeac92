import { emptySnapshot, type Snapshot, stampsOf, takeSnapshot } from '@ferraris/client'
import { zone } from '@ferraris/cosem'
import { type EventProfile, eventProfiles, msPerDay, secondsOf } from '@ferraris/metering'
import { invalidParameter, type QueryContext } from '@ferraris/service'
import { type Kysely, sql } from 'kysely'
import { storedObjects } from '../collection/queries.ts'
import { failureOf } from '../collection/session/failure.ts'
import { eventKind, eventProfileOf } from '../events/event-kind.ts'
import { type OnDemandReader, SessionFailure } from '../on-demand/reader.ts'
import type { Tables } from '../tables.ts'
import { keepLastItems } from './health/last-items.ts'
import { knownOf } from './known.ts'
import { diagnosisById } from './queries.ts'
import type { Diagnosis, DiagnosisRequest } from './schemas.ts'

export interface DiagnosisParts extends QueryContext<Tables> {
  readonly onDemand: OnDemandReader
}

/** Some thirty round trips; behind a concentrator each takes seconds. */
const leaseSeconds = 300
/** Rows of logs that a snapshot shows. */
const logDays = 30
/** Snapshots kept of a meter, besides those that belong to work on site. */
const mostKept = 100

/**
 * Takes a snapshot of a meter and keeps it. One that does not answer gives a snapshot, too: of what was known, with every item
 * unanswered. Null where there is no such meter. Throws DeviceBusy, Problem `invalid-parameter`.
 */
export async function diagnose(
  { db, now, onDemand }: DiagnosisParts,
  serial: string,
  request: DiagnosisRequest,
  by: string,
): Promise<Diagnosis | null> {
  const takenAt = now()
  const found = await knownOf(db, serial, takenAt)
  if (found === undefined) return null
  await checkWork(db, found.id, request)
  const began = performance.now()
  const profile = eventProfileOf(found.eventProfile)
  const { snapshot, session } = await snapshotOf(onDemand, db, serial, takenAt, eventProfiles[profile])
  const milliseconds = Math.round(performance.now() - began)
  const kept = {
    session: { ...session, milliseconds },
    clockOffsetSeconds: snapshot.clockOffsetSeconds,
    known: found.known,
    items: snapshot.items,
    events: snapshot.rows.map(({ log, time, value }) => ({
      log,
      time,
      code: value,
      ...(log === longFailures
        ? { name: 'Long power failure, seconds', severity: 'minor' as const }
        : eventKind(profile, log, value)),
    })),
  }
  const { reason, note = null, workRequest = null, workOrder = null } = request
  const row = await db
    .insertInto('diagnosis')
    .values({
      end_device_id: found.id,
      taken_at: new Date(takenAt),
      taken_by: by,
      reason,
      note,
      work_request: workRequest,
      work_order: workOrder,
      snapshot: JSON.stringify(kept),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await keepLastItems(db, found.id, takenAt, snapshot.items)
  await forgetOld(db, found.id)
  return (await diagnosisById(db, row.id)) ?? null
}

const longFailures = '1.0.99.97.0.255'

async function snapshotOf(
  onDemand: OnDemandReader,
  db: Kysely<Tables>,
  serial: string,
  now: number,
  profile: EventProfile,
): Promise<{ snapshot: Snapshot; session: Omit<Diagnosis['session'], 'milliseconds'> }> {
  const kept = await storedObjects(db, serial)
  const classes = new Map(kept?.objects.map(({ obis, classId }) => [obis, classId]))
  try {
    const done = await onDemand.withMeter(
      serial,
      async (source, { timeZone }, quirks) => {
        const stamps = stampsOf(quirks, zone(timeZone))
        const logsFrom = secondsOf(now - logDays * msPerDay)
        const result = await takeSnapshot(source, { stamps, quirks, profile, classes, logsFrom })
        return { result, clockOffsetSeconds: result.clockOffsetSeconds ?? undefined }
      },
      leaseSeconds,
    )
    const snapshot = done?.result ?? emptySnapshot('the meter has been removed')
    const broken = snapshot.brokenBy && failureOf(snapshot.brokenBy)
    const outcome = broken === undefined ? 'complete' : 'broken'
    return {
      snapshot,
      session: { outcome, layer: broken?.layer ?? null, detail: broken?.message ?? null },
    }
  } catch (error) {
    if (!(error instanceof SessionFailure)) throw error
    const { code, path = null, message } = error
    return { snapshot: emptySnapshot(message), session: { outcome: code, layer: path, detail: message } }
  }
}

/** Throws Problem where the work is none of this meter. */
async function checkWork(
  db: Kysely<Tables>,
  device: number,
  { workRequest, workOrder }: DiagnosisRequest,
): Promise<void> {
  if (workRequest !== undefined) {
    const line = await db
      .selectFrom('work_request_line')
      .select('place')
      .where('work_request', '=', workRequest)
      .where('end_device_id', '=', device)
      .executeTakeFirst()
    if (line === undefined) throw invalidParameter('workRequest', 'has no line for this meter')
  }
  if (workOrder === undefined) return
  const order = await db
    .selectFrom('work_order')
    .select('id')
    .where('id', '=', workOrder)
    .where('end_device_id', '=', device)
    .executeTakeFirst()
  if (order === undefined) throw invalidParameter('workOrder', 'is none of this meter')
}

async function forgetOld(db: Kysely<Tables>, device: number): Promise<void> {
  await sql`
    delete from diagnosis where id in (
      select id from diagnosis where end_device_id = ${device} and work_request is null and work_order is null
      order by taken_at desc offset ${mostKept})`.execute(db)
}
