import { type Kysely, sql } from 'kysely'

/** A role for evaluators from outside, who see no names. Accounts and tokens keep the role that they have. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter type role add value 'evaluator'`.execute(db)
}
