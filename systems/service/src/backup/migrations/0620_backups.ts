import { type Kysely, sql } from 'kysely'

/** How far the backups of this store reach; no row without backups. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table backup_reach (
      whole boolean primary key default true check (whole),
      folder text not null,
      since timestamptz not null,
      reach timestamptz,
      failure text
    )`.execute(db)
}
