import { randomUUID } from 'node:crypto'
import { msPerDay } from '@ferraris/metering'
import { invalidParameter, Problem } from '@ferraris/service'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { Moment } from '../moment.ts'
import { isInForce } from './in-force.ts'
import { type Consent, longestConsentDays, mostConsents, type NewConsent } from './schemas.ts'

function consents(db: Kysely<Tables>, moment: Moment) {
  return db
    .selectFrom('consent as c')
    .innerJoin('customer_agreement as a', 'a.id', 'c.agreement_id')
    .selectAll('c')
    .select(['a.customer', 'a.usage_point', sql<boolean>`${isInForce(moment)}`.as('in_force')])
}

type Row = Awaited<ReturnType<ReturnType<typeof consents>['execute']>>[number]

function consentOf(row: Row, moment: Moment): Consent {
  return {
    id: row.id,
    agreement: row.agreement_id,
    customer: row.customer,
    usagePoint: row.usage_point,
    thirdParty: row.third_party,
    scopes: [...row.scopes],
    from: row.from_day,
    givenAt: row.given_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    revokedAt: row.revoked_at?.toISOString() ?? null,
    revokedBy: row.revoked_by,
    state: stateOf(row, moment),
  }
}

function stateOf({ in_force, revoked_at, expires_at }: Row, { time }: Moment): Consent['state'] {
  if (in_force) return 'in-force'
  if (revoked_at !== null) return 'revoked'
  return expires_at <= time ? 'expired' : 'ended'
}

/** Consents that a customer has given, or those of an agreement; without either all. The last thousand. */
export async function listConsents(
  db: Kysely<Tables>,
  moment: Moment,
  { customer, agreement }: { readonly customer?: string | undefined; readonly agreement?: string },
): Promise<Consent[]> {
  let matching = consents(db, moment)
  if (customer !== undefined) matching = matching.where('a.customer', '=', customer)
  if (agreement !== undefined) matching = matching.where('a.id', '=', agreement)
  const rows = await matching
    .orderBy('in_force', 'desc')
    .orderBy('c.given_at', 'desc')
    .orderBy('c.id')
    .limit(1000)
    .execute()
  return rows.map(row => consentOf(row, moment))
}

/** Names of accounts and tokens with the role third-party. */
export async function thirdParties(db: Kysely<Tables>): Promise<string[]> {
  const rows = await db
    .selectFrom('account')
    .select('username as name')
    .where('role', '=', 'third-party')
    .union(db.selectFrom('api_token').select('name').where('role', '=', 'third-party'))
    .orderBy('name')
    .execute()
  return rows.map(({ name }) => name)
}

/** A customer lets a third party see data of an agreement that runs. Throws Problem. */
export async function giveConsent(
  db: Kysely<Tables>,
  moment: Moment,
  { agreement, thirdParty, scopes, from, expiresAt }: NewConsent,
  customer: string | undefined,
): Promise<Consent> {
  const own = db
    .selectFrom('customer_agreement as a')
    .select([
      'a.to_day',
      sql<number>`(select count(*) from consent c where c.agreement_id = a.id and ${isInForce(moment)})`.as(
        'given',
      ),
    ])
    .where('a.id', '=', agreement)
    .forUpdate()
  const found = await (customer === undefined
    ? own
    : own.where('a.customer', '=', customer)
  ).executeTakeFirst()
  if (found === undefined) throw new Problem('not-found', `there is no agreement ${agreement}`)
  if (found.to_day !== null && found.to_day < moment.day)
    throw new Problem('already-over', `the agreement ended on ${found.to_day}`)
  if (found.given >= mostConsents)
    throw new Problem('in-use', `${mostConsents} consents are in force; revoke one of them first`)
  const left = Date.parse(expiresAt) - moment.time.getTime()
  if (left <= 0) throw invalidParameter('expiresAt', 'must be in the future')
  if (left > longestConsentDays * msPerDay)
    throw invalidParameter('expiresAt', `must be at most ${longestConsentDays} days from now`)
  if (!(await thirdParties(db)).includes(thirdParty))
    throw invalidParameter('thirdParty', `there is no third party ${thirdParty}`)
  const id = randomUUID()
  await db
    .insertInto('consent')
    .values({
      id,
      agreement_id: agreement,
      third_party: thirdParty,
      scopes,
      from_day: from ?? moment.day,
      given_at: moment.time,
      expires_at: new Date(expiresAt),
      revoked_at: null,
      revoked_by: null,
    })
    .execute()
  return consentOf(await consents(db, moment).where('c.id', '=', id).executeTakeFirstOrThrow(), moment)
}

/** Revokes a consent; doing so again changes nothing. Throws Problem. */
export async function revokeConsent(
  db: Kysely<Tables>,
  moment: Moment,
  id: string,
  by: { readonly name: string; readonly customer: string | undefined },
): Promise<Consent> {
  const asked = consents(db, moment).where('c.id', '=', id)
  const known = await (by.customer === undefined
    ? asked
    : asked.where('a.customer', '=', by.customer)
  ).executeTakeFirst()
  if (known === undefined) throw new Problem('not-found', `there is no consent ${id}`)
  await db
    .updateTable('consent')
    .set({ revoked_at: moment.time, revoked_by: by.name })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .execute()
  return consentOf(await asked.executeTakeFirstOrThrow(), moment)
}
