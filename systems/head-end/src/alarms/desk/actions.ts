import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import { AlarmProblem } from '../alarm-problem.ts'
import type { DeskAction } from './schemas.ts'

export interface DeskParts {
  readonly db: Kysely<Tables>
  readonly now: () => number
}

/** Table and column of its entries: alarms and incidents are handled alike. */
const subjects = {
  alarm: { table: sql.table('alarm'), of: sql.ref('alarm_id') },
  incident: { table: sql.table('incident'), of: sql.ref('incident_id') },
} as const

const done = {
  acknowledge: 'acknowledged',
  assign: 'assigned',
  comment: 'commented',
  close: 'closed',
} as const

/**
 * Acts on alarms or incidents: what is closed stays as it is, and what is assigned is acknowledged thereby. Gives how many were changed.
 * Throws AlarmProblem.
 */
export async function actOn(
  { db, now }: DeskParts,
  subject: keyof typeof subjects,
  { ids, action, to, comment }: DeskAction,
  by: string,
): Promise<number> {
  if (action === 'assign' && to === undefined)
    throw new AlarmProblem('alarm-action-incomplete', '`to` is missing')
  if ((action === 'close' || action === 'comment') && comment === undefined)
    throw new AlarmProblem('alarm-action-incomplete', '`comment` is missing')
  const { table, of } = subjects[subject]
  const at = new Date(now())
  const change = {
    acknowledge: sql`state = 'acknowledged'`,
    assign: sql`state = 'assigned', assigned_to = ${to}`,
    comment: sql`state = state`,
    close: sql`state = 'closed', closed_at = ${at}, closed_by = ${by}`,
  }[action]
  const isNews = {
    acknowledge: sql`state = 'new'`,
    assign: sql`state <> 'closed' and assigned_to is distinct from ${to}`,
    comment: sql`true`,
    close: sql`state <> 'closed'`,
  }[action]
  const detail = [action === 'assign' ? to : undefined, comment].filter(text => text !== undefined).join(': ')
  const { rows } = await sql`
    with changed as (
      update ${table} set ${change}${subject === 'alarm' ? sql`, changed_at = ${at}` : sql``}
      where id = any(${[...ids]}::bigint[]) and ${isNews} returning id
    )
    insert into alarm_entry (${of}, at, by, action, detail)
    select id, ${at}, ${by}, ${done[action]}, ${detail === '' ? null : detail} from changed
    returning id`.execute(db)
  return rows.length
}
