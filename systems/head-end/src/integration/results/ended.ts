import type { SupplyReading } from '@ferraris/client'
import { type Kysely, sql } from 'kysely'
import type { SupplyDifference } from '../../orders/supply/differences.ts'
import type { Tables } from '../../tables.ts'

/** An order that has an end which was not told yet. */
export interface Ended {
  readonly id: string
  readonly kind: string
  readonly parameters: Readonly<Record<string, unknown>>
  readonly state: string
  readonly cause: string | null
  readonly detail: string | null
  readonly activity: string | null
  readonly attempts: number
  readonly serial: string | null
  readonly concentrator: string | null
  readonly usage_point: string | null
  /** Of one that read the supply switch: where it stands, and in what that is not as it should. */
  readonly supply: SupplyReading['controlState'] | null
  readonly differences: readonly SupplyDifference[] | null
  readonly created_at: Date
  readonly changed_at: Date
}

/** Orders that ended, marked as told, within the caller's transaction. */
export async function takeEnded(db: Kysely<Tables>, now: number, most: number): Promise<Ended[]> {
  const { rows } = await sql<Ended>`
    with ended as (
      select id from end_device_control where told_at is null and (settled or state = 'expired')
      order by ordinal limit ${most} for update skip locked
    ), told as (
      update end_device_control c set told_at = ${new Date(now)} from ended where c.id = ended.id returning c.*
    )
    select c.id, c.kind, c.parameters, c.state, c.cause, c.detail, c.activity, c.attempts, d.serial, c.concentrator,
      d.usage_point, s.found as supply, s.differences, c.created_at, c.changed_at
    from told c left join end_device d on d.id = c.end_device_id
      left join supply_state s on s.control_id = c.id and c.kind = 'read-supply'
    order by c.ordinal`.execute(db)
  return rows
}

/** A message that an order answers. */
export interface Asker {
  readonly message: number
  readonly control: string
  readonly tracking: string | null
  readonly operation: number | null
}

/**
 * The messages that orders have come from, locked in the order of their numbers: of two processes that tell ends of one message, the second sees what
 * the first has told.
 */
export async function askersOf(db: Kysely<Tables>, controls: readonly string[]): Promise<Asker[]> {
  const { rows } = await sql<Asker>`
    select m.id as message, s.subject as control, s.tracking, s.operation
    from integration_message m join integration_subject s on s.message_id = m.id
    where s.watched and s.kind = 'control' and s.subject = any(${controls}::text[])
    order by m.id for update of m`.execute(db)
  return rows
}

/** The correlation of the message that asked for an activity. */
export async function correlationOfActivity(
  db: Kysely<Tables>,
  activity: string,
): Promise<string | undefined> {
  const { rows } = await sql<{ correlation_id: string | null }>`
    select m.correlation_id from integration_subject s join integration_message m on m.id = s.message_id
    where s.kind = 'activity' and s.watched and s.subject = ${activity} limit 1`.execute(db)
  return rows[0]?.correlation_id ?? undefined
}

/** Orders of a message whose end is not told yet. */
export async function openOrdersOf(db: Kysely<Tables>, message: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from integration_subject s join end_device_control c on c.id = s.subject
    where s.message_id = ${message} and s.watched and s.kind = 'control' and c.told_at is null`.execute(db)
  return rows[0]?.count ?? 0
}
