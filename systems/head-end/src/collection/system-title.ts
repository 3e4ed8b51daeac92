import { type Kysely, sql } from 'kysely'
import type { Tables } from '../database/tables.ts'

/** The eight octets by which meters know this head-end; the same for all that work on one store. */
export async function ownSystemTitle(db: Kysely<Tables>): Promise<Uint8Array> {
  const { rows } = await sql<{ system_title: Buffer }>`select system_title from head_end`.execute(db)
  return new Uint8Array(rows[0]!.system_title)
}
