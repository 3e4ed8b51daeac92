import { type Kysely, sql } from 'kysely'

/**
 * Orders that are cancelled, and orders that follow their meter to another concentrator. `route` counts the concentrators
 * an order was given to: each gets a job of its own, so that none takes another's outcome for its own. A withdrawal is a
 * job that a concentrator shall not begin any more; it is told until the concentrator has said what became of it.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table end_device_control drop constraint end_device_control_state_check`.execute(db)
  await sql`
    alter table end_device_control
      add constraint end_device_control_state_check check (state in
        ('queued', 'sent', 'accepted', 'running', 'done', 'refused', 'failed', 'expired', 'cancelled')),
      add route integer not null default 0,
      add cancel_requested_at timestamptz,
      add cancel_requested_by text`.execute(db)
  await sql`
    create table end_device_control_withdrawal (
      concentrator text not null references concentrator on delete cascade,
      job_id text not null,
      control_id text not null references end_device_control on delete cascade,
      told_at timestamptz,
      primary key (concentrator, job_id)
    )`.execute(db)
  await sql`create index on end_device_control_withdrawal (control_id)`.execute(db)
}
