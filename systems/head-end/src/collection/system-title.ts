import type { Kysely } from 'kysely'
import type { Tables } from '../tables.ts'

/** The eight octets by which meters know this head-end; the same for all that work on one store. */
export async function ownSystemTitle(db: Kysely<Tables>): Promise<Uint8Array> {
  const { system_title } = await db.selectFrom('head_end').select('system_title').executeTakeFirstOrThrow()
  return new Uint8Array(system_title)
}
