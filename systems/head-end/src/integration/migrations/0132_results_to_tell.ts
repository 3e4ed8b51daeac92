import { type Kysely, sql } from 'kysely'

/** Orders whose end is still to be told to other systems; those of before the upgrade are not told. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table end_device_control add column told_at timestamptz`.execute(db)
  await sql`update end_device_control set told_at = now() where settled or state = 'expired'`.execute(db)
  await sql`
    create index end_device_control_to_tell on end_device_control (ordinal)
    where told_at is null and (settled or state = 'expired')`.execute(db)
  await sql`drop index if exists integration_subject_subject_idx`.execute(db)
  await sql`alter table integration_subject drop column told_at`.execute(db)
}
