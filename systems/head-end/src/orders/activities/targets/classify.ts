import { type Kysely, type RawBuilder, sql } from 'kysely'
import { stateOfDevice } from '../../../inventory/device-state.ts'
import { matchingEndDevices } from '../../../inventory/queries.ts'
import type { Tables } from '../../../tables.ts'
import { isProtected } from '../../brakes/protection/customers.ts'
import { type Overlooked, overlooked, type Reason, reasons } from './reasons.ts'
import type { Targets } from './schemas.ts'
import type { Wanted } from './wanted.ts'

/** What is asked of the inventory: which meters, what for, and which reasons keep none of them out. */
export interface Asked {
  readonly wanted: Wanted
  readonly targets: Targets
  /** Serial numbers that `targets` names as CSV. */
  readonly listed: readonly string[]
  readonly include: readonly Overlooked[]
  readonly now: number
}

/**
 * Common table expressions over the meters that are named, each once, up to `classified`: serial, id, model, concentrator, cell,
 * way, reason, detail, left_out. What decides is looked up for all meters at once, so that 100,000 of them take a second.
 */
export async function classify(db: Kysely<Tables>, asked: Asked): Promise<RawBuilder<unknown>> {
  const { wanted, include } = asked
  const kept = include.filter(reason => overlooked.includes(reason))
  const barring = reasons.filter(reason => !kept.some(one => one === reason))
  return sql`
    named as (${await namedMeters(db, asked)}),
    strangers as (
      select distinct serial from line_meter where end_device_id is null and serial is not null),
    rivals as (
      select distinct on (end_device_id) end_device_id, id from end_device_control
      where not settled and state <> 'expired' and subject = ${wanted.subject ?? null}
      order by end_device_id, ordinal desc),
    looked_up as (
      select n.serial, d.id, d.model, d.cell, m.aca, m.state as line_state, m.concentrator, c.last_error,
        ${stateOfDevice} as device_state, s.serial is not null as is_stranger, r.id as rival,
        ${isProtected(asked.now)} as is_protected, t.end_device_id is not null as is_tested,
        ${wayOf(wanted)} as way
      from named n left join end_device d on d.serial = n.serial left join collection c on c.end_device_id = d.id
      left join line_meter m on m.end_device_id = d.id left join strangers s on s.serial = n.serial
      left join rivals r on r.end_device_id = d.id left join test_meter t on t.end_device_id = d.id),
    judged as (
      select *, ${firstOf(barring, wanted)} as barred, ${firstOf(kept, wanted)} as warned from looked_up),
    classified as materialized (
      select serial, id, model, concentrator, cell, way, coalesce(barred, warned) as reason,
        barred is not null as left_out, ${detail(wanted)} as detail
      from judged)`
}

/** Serial numbers, each once: all that any member of the targets names. */
export async function namedMeters(
  db: Kysely<Tables>,
  { targets, listed, now }: Pick<Asked, 'targets' | 'listed' | 'now'>,
): Promise<RawBuilder<unknown>> {
  const { endDevices = [], groups = [], concentrators = [], filter } = targets
  const filtered = filter && (await matchingEndDevices(db, { ...filter, now })).select('d.serial')
  return sql`
    select serial from unnest(${[...endDevices, ...listed]}::text[]) as given (serial)
    union select d.serial from end_device_group_member g join end_device d on d.id = g.end_device_id
      where g.group_name = any(${groups}::text[])
    union select d.serial from line_meter m join end_device d on d.id = m.end_device_id
      where m.concentrator = any(${concentrators}::text[])
    ${filtered === undefined ? sql`` : sql`union ${filtered}`}`
}

/** How the order would go to a meter `m`: null where it cannot be done. */
function wayOf({ byJob, bySession }: Wanted): RawBuilder<unknown> {
  return sql`case when ${byJob} and m.concentrator is not null then 'job' when ${bySession} then 'session' end`
}

/** The gravest of some reasons that holds for a row of `looked_up`, or null. */
function firstOf(some: readonly Reason[], wanted: Wanted): RawBuilder<Reason | null> {
  const cases = reasons
    .filter(reason => some.includes(reason))
    .map(reason => sql`when ${conditions[reason](wanted)} then ${sql.lit(reason)}`)
  return cases.length === 0 ? sql`null::text` : sql`case ${sql.join(cases, sql` `)} end`
}

/** Whether the file is for a row of `looked_up`: for its model, and in test only for the meters of the test group. */
function fitsFile(file: Wanted['file']): RawBuilder<boolean> {
  if (file === undefined) return sql`true`
  const isForModel =
    file.models.length === 0
      ? sql`true`
      : sql`coalesce((select bool_or(model = m or right(m, 1) = '*' and starts_with(model, left(m, -1)))
          from unnest(${file.models}::text[]) m), false)`
  return file.state === 'test' ? sql`(${isForModel} and is_tested)` : sql`(${isForModel})`
}

const conditions: Readonly<Record<Reason, (wanted: Wanted) => RawBuilder<boolean>>> = {
  unknown: () => sql`(id is null and not is_stranger)`,
  'not-commissioned': () =>
    sql`(is_stranger or aca is not null and (line_state <> 'accepted' or concentrator is null))`,
  'does-not-fit': ({ file }) => sql`(way is null or not ${fitsFile(file)})`,
  protected: ({ risks }) => (risks.includes('disconnects') ? sql`(is_protected)` : sql`false`),
  conflict: () => sql`(rival is not null)`,
  unreachable: () => sql`(device_state <> 'reachable')`,
}

/** The reason in words. */
function detail({ file }: Wanted): RawBuilder<string | null> {
  return sql`case coalesce(barred, warned)
    when 'unknown' then 'the inventory has no such meter'
    when 'not-commissioned' then case
      when is_stranger then 'heard on a power line, and not enrolled'
      when line_state = 'refused' then 'its commissioning was refused'
      when line_state <> 'accepted' then 'it has not been accepted yet'
      else 'no concentrator serves it' end
    when 'does-not-fit' then case
      when way is null then 'this kind of order cannot be done at it'
      when ${file?.state === 'test'} and not is_tested then 'the file is in test, and it is not of the test group'
      when model is null then 'its model is not known yet, and the file is for ' || ${file?.models.join(', ') ?? ''}
      else 'it is a ' || model || ', and the file is for ' || ${file?.models.join(', ') ?? ''} end
    when 'protected' then 'its customer must not be cut off'
    when 'conflict' then 'order ' || rival || ' is open'
    when 'unreachable' then case device_state
      when 'unknown' then 'its concentrator ' || concentrator || ' is away'
      when 'new' then 'it has not been read yet'
      else device_state || coalesce(': ' || last_error, '') end
    end`
}
