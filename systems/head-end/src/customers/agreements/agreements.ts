import { randomUUID } from 'node:crypto'
import { addDays } from '@ferraris/cosem'
import { decodeCursor, invalidParameter, type Page, Problem, pageOf } from '@ferraris/service'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import { isInForce } from '../consents/in-force.ts'
import type { Moment } from '../moment.ts'
import type { AgreementFilter, CustomerAgreement, NewCustomerAgreement } from './schemas.ts'

function agreements(db: Kysely<Tables>, moment: Moment) {
  return db
    .selectFrom('customer_agreement as a')
    .selectAll('a')
    .select(
      sql<number>`(select count(*) from consent c where c.agreement_id = a.id and ${isInForce(moment)})`.as(
        'consents',
      ),
    )
}

type Row = Awaited<ReturnType<ReturnType<typeof agreements>['execute']>>[number]

function agreementOf(row: Row): CustomerAgreement {
  return {
    id: row.id,
    customer: row.customer,
    usagePoint: row.usage_point,
    from: row.from_day,
    to: row.to_day,
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
    consents: row.consents,
  }
}

/** Agreements, the newest first. Throws CursorError. */
export async function listAgreements(
  db: Kysely<Tables>,
  moment: Moment,
  { customer, usagePoint, limit, cursor }: AgreementFilter,
): Promise<Page<CustomerAgreement>> {
  let matching = agreements(db, moment)
  if (customer !== undefined) matching = matching.where('a.customer', '=', customer)
  if (usagePoint !== undefined) matching = matching.where('a.usage_point', '=', usagePoint)
  const { total } = await matching
    .clearSelect()
    .select(sql<number>`count(*)`.as('total'))
    .executeTakeFirstOrThrow()
  let page = matching
    .orderBy('a.from_day', 'desc')
    .orderBy('a.id')
    .limit(limit + 1)
  if (cursor !== undefined) {
    const [day, id] = decodeCursor(cursor, ['string', 'string'])
    page = page.where(
      sql<boolean>`(a.from_day < ${day}::date or (a.from_day = ${day}::date and a.id > ${id}::uuid))`,
    )
  }
  return pageOf(await page.execute(), limit, total, row => [row.from_day, row.id], agreementOf)
}

/** Throws Problem `not-found`. */
export async function knownAgreement(
  db: Kysely<Tables>,
  moment: Moment,
  id: string,
): Promise<CustomerAgreement> {
  const row = await agreements(db, moment).where('a.id', '=', id).executeTakeFirst()
  if (row === undefined) throw new Problem('not-found', `there is no agreement ${id}`)
  return agreementOf(row)
}

/** A customer moves in. Throws Problem: the usage point has another customer in some of the days. */
export async function moveIn(
  db: Kysely<Tables>,
  moment: Moment,
  { customer, usagePoint, from }: NewCustomerAgreement,
  by: string,
): Promise<CustomerAgreement> {
  const account = await db
    .selectFrom('account')
    .select('username')
    .where('username', '=', customer)
    .where('role', '=', 'customer')
    .executeTakeFirst()
  if (account === undefined)
    throw invalidParameter('customer', `there is no account ${customer} with the role customer`)
  const device = await db
    .selectFrom('end_device')
    .select('id')
    .where('usage_point', '=', usagePoint)
    .executeTakeFirst()
  if (device === undefined) throw invalidParameter('usagePoint', `no meter stands at ${usagePoint}`)
  const id = randomUUID()
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('customer_agreement')
    .columns(['id', 'customer', 'usage_point', 'from_day', 'to_day', 'created_at', 'created_by'])
    .expression(
      sql`select ${id}::uuid, ${customer}, ${usagePoint}, ${from}::date, null::date, ${moment.time}::timestamptz, ${by}
        where not exists (
          select from customer_agreement
          where usage_point = ${usagePoint} and (to_day is null or to_day >= ${from}::date))`,
    )
    .onConflict(conflict => conflict.doNothing())
    .executeTakeFirstOrThrow()
  if (numInsertedOrUpdatedRows === 0n) {
    const detail = `${usagePoint} has a customer on ${from} or later; end that agreement with an earlier day first`
    throw new Problem('in-use', detail)
  }
  return await knownAgreement(db, moment, id)
}

/** A customer moves out: third parties see no data of later days. May be moved, not undone. Throws Problem. */
export async function moveOut(
  db: Kysely<Tables>,
  moment: Moment,
  id: string,
  to: string,
): Promise<CustomerAgreement> {
  const known = await knownAgreement(db, moment, id)
  if (to < addDays(known.from, -1))
    throw invalidParameter('to', `must not be before ${addDays(known.from, -1)}`)
  if (known.to !== null && to > known.to)
    throw new Problem('already-over', `the agreement ended on ${known.to}; a later end is a new agreement`)
  await db.updateTable('customer_agreement').set({ to_day: to }).where('id', '=', id).execute()
  return { ...(await knownAgreement(db, moment, id)) }
}
