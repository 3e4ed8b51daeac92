import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { ControlPriority } from '../record/priorities.ts'
import { type Asked, classify } from './targets/classify.ts'

/** What the lines of an activity have in common. Times are epoch milliseconds. */
export interface LinesAsked extends Asked {
  readonly activity: string
  readonly stages: readonly number[]
  readonly priority: ControlPriority
  readonly requestedBy: string
  readonly mostAttempts: number
  readonly expires: number
}

export interface Planned {
  /** Orders of each stage. */
  readonly stageTotals: readonly number[]
  readonly leftOut: number
}

interface PlannedRow {
  readonly by_stage: Readonly<Record<number, number>>
  readonly left_out: number
}

/**
 * Makes the lines of an activity in one statement, 100,000 of them in some seconds: orders that wait for their release, and the
 * meters that get none with the reason. Stages are drawn by a digest of the serial numbers, so that a canary has meters of every kind.
 */
export async function insertLines(db: Kysely<Tables>, asked: LinesAsked): Promise<Planned> {
  const { activity, wanted, stages, now } = asked
  const at = new Date(now)
  // The meters of a city fit into so much memory; else they would go through files.
  await sql`set local work_mem = '64MB'`.execute(db)
  const { rows } = await sql<PlannedRow>`
    with ${await classify(db, asked)},
    placed as (
      select *, row_number() over (order by ${stages.length > 0 ? sql`md5(${activity} || serial)` : sql`serial`}) as place,
        count(*) over () as total
      from classified where not left_out),
    staged as (
      select *, (select count(*) from unnest(${stages}::float8[]) as upto (share)
        where place > ceil(share * total)) as stage from placed),
    left_out as (
      insert into activity_left_out (activity, serial, reason, detail)
      select ${activity}, serial, reason, coalesce(detail, '') from classified where left_out),
    ordered as (
      insert into end_device_control (id, kind, parameters, priority, way, concentrator, end_device_id, requested_by,
        expires_at, subject, activity, released, most_attempts, next_attempt_at, created_at, changed_at, stage, via, cell)
      select ${activity} || ':' || place, ${wanted.kind}, ${JSON.stringify(wanted.ofOrders)}::jsonb, ${asked.priority}, way,
        case way when 'job' then concentrator end, id, ${asked.requestedBy}, ${new Date(asked.expires)},
        ${wanted.subject ?? null}, ${activity}, false, ${asked.mostAttempts}::integer, ${at}, ${at}, ${at}, stage,
        coalesce(concentrator, ''), case when concentrator is null then coalesce(cell, '') else '' end
      from staged order by place)
    select coalesce((select json_object_agg(stage, count) from (
        select stage, count(*) as count from staged group by stage) counted), '{}') as by_stage,
      (select count(*) from classified where left_out) as left_out`.execute(db)
  const [{ by_stage: byStage, left_out: leftOut }] = rows as [PlannedRow]
  return {
    stageTotals: Array.from({ length: stages.length + 1 }, (_, stage) => byStage[stage] ?? 0),
    leftOut,
  }
}
