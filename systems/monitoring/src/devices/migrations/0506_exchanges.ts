import { type Kysely, sql } from 'kysely'

/** When a device has ended, its points of delivery and its meter are another one's to watch. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table point drop constraint point_pod_key, add column ends date`.execute(db)
  await sql`update point p set ends = d.ends from device d where d.id = p.device`.execute(db)
  await sql`create unique index on point (pod) where ends is null`.execute(db)
  await sql`create index on point (pod)`.execute(db)
  await sql`alter table device drop constraint device_system_title_key`.execute(db)
  await sql`create unique index on device (system_title) where ends is null`.execute(db)
}
