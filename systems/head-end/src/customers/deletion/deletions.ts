import { randomUUID } from 'node:crypto'
import { addDays } from '@ferraris/cosem'
import { invalidParameter, Problem } from '@ferraris/service'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { Moment } from '../moment.ts'
import { eraseDays } from './erase.ts'
import type { DataDeletion, NewDataDeletion } from './schemas.ts'

function deletions(db: Kysely<Tables>, customer: string | undefined) {
  const all = db
    .selectFrom('data_deletion as x')
    .innerJoin('customer_agreement as a', 'a.id', 'x.agreement_id')
    .selectAll('x')
    .select(['a.customer', 'a.usage_point'])
  return customer === undefined ? all : all.where('a.customer', '=', customer)
}

type Row = Awaited<ReturnType<ReturnType<typeof deletions>['execute']>>[number]

function deletionOf(row: Row): DataDeletion {
  return {
    id: row.id,
    agreement: row.agreement_id,
    customer: row.customer,
    usagePoint: row.usage_point,
    from: row.from_day,
    to: row.to_day,
    state: row.state,
    requestedAt: row.requested_at.toISOString(),
    decidedAt: row.decided_at?.toISOString() ?? null,
    decidedBy: row.decided_by,
    reason: row.reason,
    blocks: row.blocks,
    readings: row.readings,
    keptReadings: row.kept_readings,
  }
}

/** Demands of a customer, or of all. */
export async function listDeletions(
  db: Kysely<Tables>,
  customer: string | undefined,
): Promise<DataDeletion[]> {
  const rows = await deletions(db, customer)
    .orderBy(sql`x.state <> 'requested'`)
    .orderBy('x.requested_at', 'desc')
    .orderBy('x.id')
    .limit(1000)
    .execute()
  return rows.map(deletionOf)
}

async function known(db: Kysely<Tables>, id: string, customer?: string): Promise<DataDeletion> {
  const row = await deletions(db, customer).where('x.id', '=', id).executeTakeFirst()
  if (row === undefined) throw new Problem('not-found', `there is no demand ${id}`)
  return deletionOf(row)
}

/**
 * A customer asks for its readings to be deleted. The running month is not part of it while the agreement runs: its invoice is still to come.
 * Throws Problem.
 */
export async function requestDeletion(
  db: Kysely<Tables>,
  moment: Moment,
  { agreement, from, to }: NewDataDeletion,
  customer: string | undefined,
): Promise<DataDeletion> {
  const asked = db.selectFrom('customer_agreement').selectAll().where('id', '=', agreement).forUpdate()
  const own = await (customer === undefined
    ? asked
    : asked.where('customer', '=', customer)
  ).executeTakeFirst()
  if (own === undefined) throw new Problem('not-found', `there is no agreement ${agreement}`)
  const { to_day: end } = own
  const latest = end !== null && end < moment.day ? end : addDays(`${moment.day.slice(0, 7)}-01`, -1)
  const first = from ?? own.from_day
  const last = to ?? latest
  if (first < own.from_day) throw invalidParameter('from', `must not be before ${own.from_day}`)
  if (last > latest) throw invalidParameter('to', `must not be after ${latest}`)
  if (first > last) throw invalidParameter('from', `must not be after ${last}`)
  const waiting = await db
    .selectFrom('data_deletion')
    .select('id')
    .where('agreement_id', '=', agreement)
    .where('state', '=', 'requested')
    .executeTakeFirst()
  if (waiting !== undefined)
    throw new Problem('already-exists', `the demand ${waiting.id} is not decided yet`)
  const id = randomUUID()
  await db
    .insertInto('data_deletion')
    .values({
      id,
      agreement_id: agreement,
      from_day: first,
      to_day: last,
      state: 'requested',
      requested_at: moment.time,
      decided_at: null,
      decided_by: null,
      reason: null,
      blocks: null,
      readings: null,
      kept_readings: null,
    })
    .execute()
  return await known(db, id)
}

interface Decision {
  readonly id: string
  readonly by: string
  readonly customer?: string | undefined
}

/** The customer thinks better of it. Throws Problem. */
export function withdrawDeletion(
  db: Kysely<Tables>,
  moment: Moment,
  decision: Decision,
): Promise<DataDeletion> {
  return decide(db, moment, decision, { state: 'withdrawn' })
}

/** The law asks to keep the data, for example. Throws Problem. */
export function refuseDeletion(
  db: Kysely<Tables>,
  moment: Moment,
  decision: Decision,
  reason: string,
): Promise<DataDeletion> {
  return decide(db, moment, decision, { state: 'refused', reason })
}

/** Deletes, within the transaction of the request. Throws Problem. */
export async function carryOutDeletion(
  db: Kysely<Tables>,
  moment: Moment,
  decision: Decision,
): Promise<DataDeletion> {
  const demand = await decide(db, moment, decision, { state: 'done' })
  const { blocks, readings, keptReadings } = await eraseDays(db, demand)
  await db
    .updateTable('data_deletion')
    .set({ blocks, readings, kept_readings: keptReadings })
    .where('id', '=', demand.id)
    .execute()
  return { ...demand, blocks, readings, keptReadings }
}

async function decide(
  db: Kysely<Tables>,
  moment: Moment,
  { id, by, customer }: Decision,
  change: { readonly state: DataDeletion['state']; readonly reason?: string },
): Promise<DataDeletion> {
  const { state } = await known(db, id, customer)
  const { numUpdatedRows } = await db
    .updateTable('data_deletion')
    .set({ ...change, decided_at: moment.time, decided_by: by })
    .where('id', '=', id)
    .where('state', '=', 'requested')
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw new Problem('already-over', `the demand is ${state}`)
  return await known(db, id)
}
