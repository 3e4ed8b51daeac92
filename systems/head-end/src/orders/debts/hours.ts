import { invalidParameter } from '@ferraris/service'
import type { Kysely } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { DailyHours } from '../activities/window/schemas.ts'
import type { Brakes } from '../brakes/schemas.ts'

/** The hours of an activity that the brakes allow for debts. Throws Problem where they allow none. */
export function hoursOfDebts({ weekdays, from, to, holidays }: Brakes['debtHours']): DailyHours {
  if (weekdays.length === 0)
    throw invalidParameter(
      'debtHours.weekdays',
      'allow no day for disconnections; an administrator sets them in the brakes',
    )
  return { from, to, days: weekdays, holidays }
}

/** Activities of debts that are not over have other hours from now on. */
export async function followHours(db: Kysely<Tables>, { debtHours }: Brakes): Promise<void> {
  const open = db
    .updateTable('activity')
    .where('debt_list', 'is not', null)
    .where('state', 'in', ['planned', 'running', 'paused'])
  if (debtHours.weekdays.length > 0) {
    await open.set({ hours: JSON.stringify(hoursOfDebts(debtHours)) }).execute()
    return
  }
  const { count } = await db
    .selectFrom('activity')
    .select(eb => eb.fn.countAll<number>().as('count'))
    .where('debt_list', 'is not', null)
    .where('state', 'in', ['planned', 'running', 'paused'])
    .executeTakeFirstOrThrow()
  if (count > 0)
    throw invalidParameter(
      'debtHours.weekdays',
      `must have a day: ${count} activities of debts are open; pause them instead`,
    )
}
