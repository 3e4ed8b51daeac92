import { zone } from '@ferraris/cosem'
import { msOf, msPerMinute, secondsOf } from '@ferraris/metering'
import { sql } from 'kysely'
import { DeviceBusy, SessionFailure } from '../on-demand/reader.ts'
import { readSentCounters } from './sent-counters.ts'
import { againAfterMs } from './tell-meters.ts'
import type { TellingParts } from './telling-parts.ts'

/** The last messages of a day leave some time after its end. */
const afterMidnightMs = 30 * msPerMinute
/** Meters that are read at one look. */
const mostAtOnce = 20

interface CountingParts extends TellingParts {
  readonly timeZone: string
}

/** Reads the counters of meters once a day, when the day before is over; a meter that does not answer is called again. */
export async function readDueCounters(parts: CountingParts): Promise<void> {
  const { db, now } = parts
  const rows = await db
    .selectFrom('customer_association as a')
    .innerJoin('end_device as d', 'd.id', 'a.end_device_id')
    .select(['d.serial', 'a.end_device_id'])
    .where('a.is_revoked', '=', false)
    .whereRef('a.applied', '=', 'a.version')
    .where(of => of.or([of('a.counted_at', 'is', null), of('a.counted_at', '<', lastDue(parts))]))
    .where(of =>
      of.or([
        of('a.count_tried_at', 'is', null),
        of('a.count_tried_at', '<', new Date(now() - againAfterMs)),
      ]),
    )
    .orderBy(sql`a.count_tried_at nulls first`)
    .limit(mostAtOnce)
    .execute()
  for (const { serial, end_device_id } of rows) {
    const its = db.updateTable('customer_association').where('end_device_id', '=', end_device_id)
    await its.set({ count_tried_at: new Date(now()) }).execute()
    try {
      await readSentCounters(parts, serial)
      await its.set({ counted_at: new Date(now()) }).execute()
    } catch (error) {
      if (!(error instanceof SessionFailure || error instanceof DeviceBusy)) throw error
    }
  }
}

/** Since when counters of the day before are whole: half past midnight of today, or still of yesterday. */
function lastDue({ now, timeZone }: CountingParts): Date {
  const ofZone = zone(timeZone)
  const day = ofZone.dateOf(secondsOf(now() - afterMidnightMs))
  return new Date(msOf(ofZone.startOfDay(day)) + afterMidnightMs)
}
