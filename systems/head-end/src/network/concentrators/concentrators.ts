import { timingSafeEqual } from 'node:crypto'
import { digestOf, newSecret, transaction } from '@ferraris/service'
import type { Kysely } from 'kysely'
import type { Pool } from 'pg'
import type { Tables } from '../../tables.ts'
import type { ConcentratorEnrolment } from './schemas.ts'

/** Takes a concentrator into the inventory and gives the credential by which it signs in; null when the name is taken. */
export async function enrolConcentrator(
  db: Kysely<Tables>,
  { id, substation, balanceMeter, automatic = true }: ConcentratorEnrolment,
  now: number,
): Promise<string | null> {
  const credential = newSecret('g2_')
  const row = await db
    .insertInto('concentrator')
    .values({
      id,
      substation,
      automatic,
      balance_aca: balanceMeter ?? null,
      credential_digest: digestOf(credential),
      state_since: new Date(now),
      enrolled_at: new Date(now),
    })
    .onConflict(conflict => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return row === undefined ? null : credential
}

/** Takes a concentrator into the inventory with a credential that was made elsewhere; one that is known takes the new one. */
export async function admitConcentrator(
  db: Kysely<Tables>,
  { id, substation, balanceMeter, automatic = true }: ConcentratorEnrolment,
  credential: string,
  now: number,
): Promise<void> {
  const values = { substation, balance_aca: balanceMeter ?? null, credential_digest: digestOf(credential) }
  await db
    .insertInto('concentrator')
    .values({ id, automatic, state_since: new Date(now), enrolled_at: new Date(now), ...values })
    .onConflict(conflict => conflict.column('id').doUpdateSet(values))
    .execute()
}

/**
 * Takes a concentrator out of the inventory, with its orders and the history of its line; what it has read stays with the
 * meters. `serving` while meters are its own.
 */
export async function removeConcentrator(pool: Pool, id: string): Promise<'removed' | 'serving' | 'unknown'> {
  return await transaction(pool, async client => {
    const { rowCount } = await client.query('select from concentrator where id = $1 for update', [id])
    if (rowCount === 0) return 'unknown'
    const owned = await client.query(
      'select from line_meter where concentrator = $1 or loan_from = $1 limit 1',
      [id],
    )
    if (owned.rowCount !== 0) return 'serving'
    await client.query('delete from concentrator where id = $1', [id])
    return 'removed'
  })
}

/** Whether that is a concentrator of ours, by its credential or by the name that its certificate proves. */
export async function isConcentrator(
  db: Kysely<Tables>,
  id: string,
  proof: { credential?: string | undefined; commonName?: string | undefined },
): Promise<boolean> {
  const row = await db
    .selectFrom('concentrator')
    .select('credential_digest')
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) return false
  if (proof.commonName !== undefined) return proof.commonName === id
  return proof.credential !== undefined && timingSafeEqual(digestOf(proof.credential), row.credential_digest)
}
