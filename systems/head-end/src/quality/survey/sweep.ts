import { FerrarisError } from '@ferraris/errors'
import { msPerDay, msPerHour } from '@ferraris/metering'
import { isUnavailable } from '@ferraris/service'
import { sql } from 'kysely'
import { type SurveyParts, surveyMeter } from './survey-meter.ts'

/** Meters read in one go, of those that are due; a minute later it goes on. */
const atOnce = 16
/** What is kept: means of voltage for so many days, dips, interruptions and counters for two years. */
const voltageDays = 100
const otherDays = 730

/** Reads the meters whose quality is watched and due, and forgets what is old. */
export async function sweepSurveys(
  parts: SurveyParts & { readonly clockWatch: { readonly isSteady: boolean } },
): Promise<void> {
  const { db, now, clockWatch } = parts
  if (!clockWatch.isSteady) return
  const due = await db
    .selectFrom('quality_survey as s')
    .innerJoin('end_device as d', 'd.id', 's.end_device_id')
    .select(['d.id', 'd.serial', 's.every_hours'])
    .where('s.next_due', '<=', new Date(now()))
    .orderBy('s.next_due')
    .limit(atOnce)
    .execute()
  for (const { id, serial, every_hours: hours } of due) {
    const next = new Date(now() + (hours ?? 24) * msPerHour)
    await db.updateTable('quality_survey').set({ next_due: next }).where('end_device_id', '=', id).execute()
    try {
      await surveyMeter(parts, serial)
    } catch (error) {
      if (isUnavailable(error) || !(error instanceof FerrarisError)) throw error
      const failed = { outcome: 'failed', detail: error.message.slice(0, 500) }
      await db.updateTable('quality_survey').set(failed).where('end_device_id', '=', id).execute()
    }
  }
  if (due.length > 0) await forgetOld(parts)
}

async function forgetOld({ db, now }: SurveyParts): Promise<void> {
  const before = (days: number) => new Date(now() - days * msPerDay)
  await sql`delete from quality_voltage where at < ${before(voltageDays)}`.execute(db)
  await sql`delete from quality_voltage_day where day < ${before(voltageDays)}`.execute(db)
  await sql`delete from quality_dip where at < ${before(otherDays)}`.execute(db)
  await sql`delete from quality_interruption where ended_at < ${before(otherDays)}`.execute(db)
  await sql`delete from quality_value where day < ${before(otherDays)}`.execute(db)
}
