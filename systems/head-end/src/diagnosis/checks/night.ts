import { zone } from '@ferraris/cosem'
import { msPerDay, secondsOf } from '@ferraris/metering'
import { sql } from 'kysely'
import { forgetOldLatencies } from '../../network/communication/queries.ts'
import { type CheckParts, checkMeter, keepCheck } from './check.ts'

/*
 * Each morning, once, every meter that has been silent is checked: those whose last session failed, and those not heard for a day. A
 * night that a stop interrupted goes on where it was: each meter has one check a night.
 */

export interface NightParts extends CheckParts {
  readonly timeZone: string
  /** Times are believed while the clock is. */
  readonly clockWatch: { readonly isSteady: boolean }
}

/** Local hour from which on the night's reading is over and its silent meters are known. */
const firstHour = 5
/** Meters that are checked in one go, and at the same time. */
const atOnce = 64
const side = 8
/** What silence is. */
const silenceMs = msPerDay

/** Checks the silent meters of this night, those that are left; a minute later it goes on. */
export async function sweepNight(parts: NightParts): Promise<void> {
  const { db, now, timeZone, clockWatch } = parts
  if (!clockWatch.isSteady) return
  const at = now()
  const local = zone(timeZone)
  const night = local.dateOf(secondsOf(at))
  if (secondsOf(at) < local.startOfDay(night) + firstHour * 3600) return
  await db
    .insertInto('routine_night')
    .values({ day: night, began_at: new Date(at), ended_at: null })
    .onConflict(conflict => conflict.doNothing())
    .execute()
  const open = await db
    .selectFrom('routine_night')
    .select('day')
    .where('day', '=', night)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  if (open === undefined) return
  const silent = await silentMeters(parts, night, at)
  await Promise.all(
    Array.from({ length: side }, async (_, lane) => {
      for (const [i, meter] of silent.entries()) {
        if (i % side === lane) await checkOne(parts, meter, night)
      }
    }),
  )
  if (silent.length === atOnce) return
  await db
    .updateTable('routine_night')
    .set({ ended_at: new Date(now()) })
    .where('day', '=', night)
    .execute()
  await forgetOldLatencies(db, night)
}

interface SilentMeter {
  readonly id: number
  readonly serial: string
  /** The concentrator that serves it, while that one is not connected. */
  readonly away: string | null
}

async function silentMeters({ db }: NightParts, night: string, at: number): Promise<SilentMeter[]> {
  const since = new Date(at - silenceMs)
  const { rows } = await sql<SilentMeter>`
    select d.id, d.serial, case when k.state <> 'online' then k.id end as away
    from collection c join end_device d on d.id = c.end_device_id
    left join line_meter m on m.end_device_id = d.id
    left join line_neighbour n on n.aca = m.aca and n.concentrator = m.concentrator and n.valid_to is null
    left join concentrator k on k.id = m.concentrator
    where (c.state in ('silent', 'refused', 'failed')
        or greatest(c.last_contact, n.last_heard, d.enrolled_at) < ${since})
      and not exists (select from routine_check r where r.end_device_id = d.id and r.night = ${night})
    order by d.id limit ${atOnce}`.execute(db)
  return rows
}

async function checkOne(parts: NightParts, { id, serial, away }: SilentMeter, night: string): Promise<void> {
  const nothing = { layer: 'concentrator', milliseconds: null, clockOffsetSeconds: null }
  const checked =
    away === null
      ? await checkMeter(parts, serial)
      : { verdict: 'concentrator-away' as const, detail: `${away} is not connected`, ...nothing }
  if (checked !== undefined) await keepCheck(parts, id, checked, { by: 'head-end', night })
}
