import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { ControlPriority } from './priorities.ts'
import type { Way } from './states.ts'

/** An order as it is kept. Times are epoch milliseconds. */
export interface NewControl {
  readonly id: string
  readonly kind: string
  readonly parameters: object
  readonly priority: ControlPriority
  readonly way: Way
  /** Of an order that goes by job. */
  readonly concentrator: string | null
  readonly endDeviceId: number | null
  readonly requestedBy: string
  readonly notBefore?: number | undefined
  readonly expires: number
  /** What it sets at the meter, see the table of kinds. */
  readonly subject?: string | undefined
  readonly activity?: string | undefined
  /** Default true. */
  readonly released?: boolean | undefined
  readonly mostAttempts?: number | undefined
}

/** An order without a number of its own is tried so often. */
export const usualAttempts = 10

/**
 * Keeps orders, many in one statement, in the order given; returns the ids of those that were not there yet. For two that are the same
 * see {@link insertControl}.
 */
export async function insertControls(
  db: Kysely<Tables>,
  controls: readonly NewControl[],
  now: number,
): Promise<Set<string>> {
  const rows = controls.map(control => ({
    id: control.id,
    kind: control.kind,
    parameters: control.parameters,
    priority: control.priority,
    way: control.way,
    concentrator: control.concentrator,
    end_device_id: control.endDeviceId,
    requested_by: control.requestedBy,
    not_before: timeOf(control.notBefore),
    expires_at: timeOf(control.expires),
    subject: control.subject ?? null,
    activity: control.activity ?? null,
    released: control.released ?? true,
    most_attempts: control.mostAttempts ?? usualAttempts,
    next_attempt_at: timeOf(control.notBefore ?? now),
  }))
  const at = new Date(now)
  const { rows: kept } = await sql<{ id: string }>`
    insert into end_device_control (id, kind, parameters, priority, way, concentrator, end_device_id, requested_by,
      not_before, expires_at, subject, activity, released, most_attempts, next_attempt_at, created_at, changed_at)
    select given.id, given.kind, given.parameters, given.priority, given.way, given.concentrator, given.end_device_id,
      given.requested_by, given.not_before, given.expires_at, given.subject, given.activity, given.released,
      given.most_attempts, given.next_attempt_at, ${at}, ${at}
    from rows from (jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as (id text, kind text, parameters jsonb,
      priority text, way text, concentrator text, end_device_id bigint, requested_by text, not_before timestamptz,
      expires_at timestamptz, subject text, activity text, released boolean, most_attempts integer,
      next_attempt_at timestamptz)) with ordinality as given
    order by given.ordinality
    on conflict do nothing returning id`.execute(db)
  return new Set(kept.map(({ id }) => id))
}

function timeOf(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString()
}

/**
 * Keeps an order. `known` when one with this id is there and asks for the same: a client that missed our answer may
 * ask again; `other` when it asks for something else.
 */
export async function insertControl(
  db: Kysely<Tables>,
  control: NewControl,
  now: number,
): Promise<'new' | 'known' | 'other'> {
  if ((await insertControls(db, [control], now)).size > 0) return 'new'
  const same = await db
    .selectFrom('end_device_control')
    .select('id')
    .where('id', '=', control.id)
    .where('kind', '=', control.kind)
    .where(sql<boolean>`parameters = ${JSON.stringify(control.parameters)}::jsonb`)
    .where('end_device_id', 'is not distinct from', control.endDeviceId)
    // A meter may have moved to another concentrator meanwhile.
    .where(sql<boolean>`(end_device_id is not null or concentrator = ${control.concentrator})`)
    .executeTakeFirst()
  return same === undefined ? 'other' : 'known'
}
