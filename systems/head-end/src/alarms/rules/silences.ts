import { msPerDay } from '@ferraris/metering'
import { Problem } from '@ferraris/service'
import { type Kysely, sql } from 'kysely'
import { unknownDevice } from '../../inventory/unknown-device.ts'
import type { Tables } from '../../tables.ts'
import { AlarmProblem } from '../alarm-problem.ts'
import { longestSilenceDays, mostSilences } from '../bounds.ts'
import type { DeskParts } from '../desk/actions.ts'
import { knownKind } from './rules.ts'
import type { NewSilence, Silence } from './schemas.ts'

function rows(db: Kysely<Tables>) {
  return db
    .selectFrom('alarm_silence as s')
    .leftJoin('end_device as d', 'd.id', 's.end_device_id')
    .selectAll('s')
    .select('d.serial')
}

function silenceOf(row: Awaited<ReturnType<ReturnType<typeof rows>['execute']>>[number]): Silence {
  return {
    id: row.id,
    kind: row.kind,
    endDevice: row.serial,
    concentrator: row.concentrator,
    begins: row.begins.toISOString(),
    ends: row.ends.toISOString(),
    reason: row.reason,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
  }
}

/** Silences that are not over. */
export async function listSilences(db: Kysely<Tables>, now: number): Promise<Silence[]> {
  const open = rows(db).where('s.ends', '>', new Date(now)).orderBy('s.ends', 'desc').orderBy('s.id')
  return (await open.limit(mostSilences).execute()).map(silenceOf)
}

/** Keeps a kind, a meter or a concentrator from raising alarms for a while. Throws Problem or AlarmProblem. */
export async function addSilence({ db, now }: DeskParts, wanted: NewSilence, by: string): Promise<Silence> {
  const { kind, endDevice, concentrator, reason } = wanted
  const at = now()
  const begins = wanted.begins === undefined ? at : Date.parse(wanted.begins)
  const ends = Date.parse(wanted.ends)
  if (kind === undefined && endDevice === undefined && concentrator === undefined)
    throw impossible('it names neither `kind` nor `endDevice` nor `concentrator`')
  if (kind !== undefined) knownKind(kind)
  if (ends <= Math.max(begins, at)) throw impossible('`ends` is over already')
  if (ends > at + longestSilenceDays * msPerDay) throw impossible('`ends` is more than a year away')
  const { count } = await db
    .selectFrom('alarm_silence')
    .select(sql<number>`count(*)`.as('count'))
    .where('ends', '>', new Date(at))
    .executeTakeFirstOrThrow()
  if (count >= mostSilences) throw impossible(`there are ${count} already`)
  const { id } = await db
    .insertInto('alarm_silence')
    .values({
      end_device_id: endDevice === undefined ? null : await deviceId(db, endDevice),
      concentrator: concentrator === undefined ? null : await knownConcentratorId(db, concentrator),
      kind: kind ?? null,
      begins: new Date(begins),
      ends: new Date(ends),
      reason,
      created_by: by,
      created_at: new Date(at),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return silenceOf(await rows(db).where('s.id', '=', id).executeTakeFirstOrThrow())
}

/** Ends a silence. Throws Problem. */
export async function removeSilence({ db }: DeskParts, id: number): Promise<void> {
  const gone = await db.deleteFrom('alarm_silence').where('id', '=', id).returning('id').executeTakeFirst()
  if (gone === undefined) throw new Problem('not-found', `there is no silence ${id}`)
}

async function deviceId(db: Kysely<Tables>, serial: string): Promise<number> {
  const row = await db.selectFrom('end_device').select('id').where('serial', '=', serial).executeTakeFirst()
  return row?.id ?? unknownDevice(serial)
}

async function knownConcentratorId(db: Kysely<Tables>, id: string): Promise<string> {
  const row = await db.selectFrom('concentrator').select('id').where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw new Problem('not-found', `there is no concentrator ${id}`)
  return row.id
}

function impossible(detail: string): AlarmProblem {
  return new AlarmProblem('alarm-silence-impossible', detail)
}
