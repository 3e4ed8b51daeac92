import { randomBytes } from 'node:crypto'
import { type Kysely, sql } from 'kysely'

/**
 * The name by which meters know this head-end (system title, IEC 62056-5-3, 4.3.4). It is one half of every nonce, the
 * invocation counters of `collection` are the other: they belong together and are kept together.
 */
export async function up(db: Kysely<never>): Promise<void> {
  const systemTitle = Buffer.concat([Buffer.from('FER', 'ascii'), randomBytes(5)])
  await sql`
    create table head_end (
      single boolean primary key default true check (single),
      system_title bytea not null check (length(system_title) = 8)
    )`.execute(db)
  await sql`insert into head_end (system_title) values (${systemTitle})`.execute(db)
}
