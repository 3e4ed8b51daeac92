import { decodeCursor, type Page, Problem, pageOf } from '@ferraris/service'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import { activityDetail } from '../activities/queries.ts'
import type { Debt, DebtFilter, DebtList, DebtState } from './schemas.ts'

interface ListParts {
  readonly db: Kysely<Tables>
  readonly now: () => number
}

export interface DebtRow extends Omit<Debt, 'disconnectedAt' | 'paidAt' | 'endDevice'> {
  readonly serial: string
  readonly end_device_id: number | null
  readonly disconnected_at: Date | null
  readonly paid_at: Date | null
}

/** Debts with what became of each: of its order, the last where its failure was done again. */
export function debtRows(where: RawBuilder<unknown>): RawBuilder<DebtRow> {
  return sql<DebtRow>`
    select b.list, b.serial, b.end_device_id, b.amount, b.currency, b.reference, b.paid_at, b.paid_by as "paidBy",
      b.outcome, b.reconnection, c.id as disconnection, coalesce(c.verified_at, c.confirmed_at) as disconnected_at,
      case when b.paid_at is not null then 'paid'
        when c.id is null then 'left-out'
        when c.state in ('done', 'verified') then 'disconnected'
        when c.state = 'cancelled' then 'cancelled'
        when c.state in ('refused', 'failed', 'expired') then 'failed'
        when c.state = 'running' then 'under-way'
        else 'waiting' end as state,
      coalesce(c.detail, o.detail) as detail
    from debt b
      left join lateral (
        select c.* from end_device_control c join activity a on a.id = c.activity
        where a.debt_list = b.list and c.end_device_id = b.end_device_id order by c.ordinal desc limit 1) c on true
      left join activity_left_out o on o.activity = b.list and o.serial = b.serial and c.id is null
    where ${where}`
}

export function debtOf({ serial, end_device_id: _, disconnected_at, paid_at, ...row }: DebtRow): Debt {
  return {
    ...row,
    endDevice: serial,
    disconnectedAt: disconnected_at?.toISOString() ?? null,
    paidAt: paid_at?.toISOString() ?? null,
  }
}

/** A list with its activity. Throws Problem. */
export async function knownList({ db, now }: ListParts, id: string): Promise<DebtList> {
  const row = await db.selectFrom('debt_list').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw new Problem('not-found', `there is no list of debts ${id}`)
  return await listOf({ db, now }, row)
}

async function listOf(
  { db, now }: ListParts,
  { id, name, created_at, created_by }: { id: string; name: string; created_at: Date; created_by: string },
): Promise<DebtList> {
  const activity = await activityDetail(db, id, now())
  if (activity === undefined) throw new Problem('not-found', `the list ${id} has no activity`)
  const { rows } = await sql<{ state: DebtState; count: number }>`
    select state, count(*) as count from (${debtRows(sql`b.list = ${id}`)}) debts group by state order by count(*) desc, state`.execute(
    db,
  )
  return { id, name, createdAt: created_at.toISOString(), createdBy: created_by, activity, states: rows }
}

/** Lists of debts, the newest first. Throws CursorError. */
export async function listDebtLists(
  parts: ListParts,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<DebtList>> {
  const { db } = parts
  const { total } = await db
    .selectFrom('debt_list')
    .select(sql<number>`count(*)`.as('total'))
    .executeTakeFirstOrThrow()
  let page = db
    .selectFrom('debt_list')
    .selectAll()
    .orderBy('ordinal', 'desc')
    .limit(limit + 1)
  if (cursor !== undefined) page = page.where('ordinal', '<', Number(decodeCursor(cursor, ['number'])[0]))
  const found = pageOf(
    await page.execute(),
    limit,
    total,
    row => [row.ordinal],
    row => row,
  )
  const items: DebtList[] = []
  for (const row of found.items) items.push(await listOf(parts, row))
  return { ...found, items }
}

/** Debts of a list by serial number. Throws CursorError. */
export async function listDebts(
  db: Kysely<Tables>,
  list: string,
  { state, endDevice, limit, cursor }: DebtFilter,
): Promise<Page<Debt>> {
  const all = debtRows(
    sql`b.list = ${list} and (${endDevice ?? null}::text is null or b.serial = ${endDevice ?? null})`,
  )
  const isMeant = sql`(${state ?? null}::text is null or state = ${state ?? null})`
  const after = cursor === undefined ? '' : String(decodeCursor(cursor, ['string'])[0])
  const counted = await sql<{ total: number }>`
    select count(*) as total from (${all}) debts where ${isMeant}`.execute(db)
  const { rows } = await sql<DebtRow>`
    select * from (${all}) debts where ${isMeant} and serial > ${after} order by serial limit ${limit + 1}`.execute(
    db,
  )
  return pageOf(rows, limit, counted.rows[0]?.total ?? 0, row => [row.serial], debtOf)
}
