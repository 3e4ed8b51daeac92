import { type Kysely, sql } from 'kysely'

/** Two more kinds of files: meters as they were read, to make others like them, and rows for tables of their owners. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    alter table device_file drop constraint device_file_kind_check,
      add constraint device_file_kind_check check (kind in ('configuration', 'template', 'table', 'firmware'))`.execute(
    db,
  )
}
