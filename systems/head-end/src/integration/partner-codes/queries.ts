import type { Kysely } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { PartnerCodeSettings, PartnerCodes } from './schemas.ts'

interface Row {
  readonly partner: string
  readonly controls: Record<string, string>
  readonly events: Record<string, string>
  readonly replies: Record<string, string>
  readonly changed_at: Date
}

function codesIn({ changed_at, ...codes }: Row): PartnerCodes {
  return { ...codes, changedAt: changed_at.toISOString() }
}

export async function listCodes(db: Kysely<Tables>): Promise<PartnerCodes[]> {
  const rows = await db.selectFrom('integration_partner_codes').selectAll().orderBy('partner').execute()
  return rows.map(codesIn)
}

/** The codes of the first of these names that has some: the destination, the account, what the partner calls itself. */
export async function codesOf(
  db: Kysely<Tables>,
  ...names: readonly (string | null)[]
): Promise<PartnerCodes | undefined> {
  const given = names.flatMap(name => name ?? [])
  if (given.length === 0) return undefined
  const rows = await db
    .selectFrom('integration_partner_codes')
    .selectAll()
    .where('partner', 'in', given)
    .execute()
  const row = given.flatMap(name => rows.find(({ partner }) => partner === name) ?? [])[0]
  return row && codesIn(row)
}

/** Puts a partner's codes in the place of those that were there. */
export async function keepCodes(
  db: Kysely<Tables>,
  partner: string,
  { controls = {}, events = {}, replies = {} }: PartnerCodeSettings,
  now: number,
): Promise<PartnerCodes> {
  const values = {
    partner,
    controls: JSON.stringify(controls),
    events: JSON.stringify(events),
    replies: JSON.stringify(replies),
    changed_at: new Date(now),
  }
  const row = await db
    .insertInto('integration_partner_codes')
    .values(values)
    .onConflict(conflict => conflict.column('partner').doUpdateSet(values))
    .returningAll()
    .executeTakeFirstOrThrow()
  return codesIn(row)
}

/** False where there are none of this partner. */
export async function removeCodes(db: Kysely<Tables>, partner: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('integration_partner_codes')
    .where('partner', '=', partner)
    .executeTakeFirst()
  return numDeletedRows > 0n
}
