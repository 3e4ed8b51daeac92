import { type Kysely, sql } from 'kysely'

/**
 * One order for every meter. What is wanted (`kind`, `parameters`) stands apart from the way there: a job of a concentrator, or a
 * session with the meter, directly or through a concentrator's tunnel; or work in the field.
 *
 * Orders that go by session are leased: `next_attempt_at` is when one is due, and while it is leased the end of its lease, so that
 * what a killed process has left is due again. Orders of one meter with the same `subject` contradict each other: the later one wins.
 * An order that is not `released` is taken by nothing.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    alter table end_device_control
      drop constraint end_device_control_state_check,
      add constraint end_device_control_state_check check (state in ('queued', 'sent', 'accepted', 'running',
        'done', 'verified', 'refused', 'failed', 'expired', 'cancelled')),
      alter column concentrator drop not null,
      add kind text,
      add parameters jsonb not null default '{}',
      add way text not null default 'job' check (way in ('job', 'session', 'field')),
      add rank smallint generated always as
        (case priority when 'on-demand' then 0 when 'high' then 1 when 'normal' then 2 else 3 end) stored,
      add subject text,
      add activity text,
      add cause text,
      add steps jsonb,
      add result jsonb,
      add released boolean not null default true,
      add confirmed_at timestamptz,
      add verified_at timestamptz,
      add lease_owner uuid,
      add lease_until timestamptz,
      add most_attempts integer not null default 10,
      add next_attempt_at timestamptz not null default 'epoch'`.execute(db)
  await sql`
    update end_device_control set kind = task ->> 'kind', parameters = task - 'kind' - 'aca',
      confirmed_at = case when state = 'done' then changed_at end`.execute(db)
  await sql`alter table end_device_control alter kind set not null, drop task`.execute(db)

  await sql`
    create index end_device_control_due on end_device_control (rank, next_attempt_at)
      where way = 'session' and not settled and released`.execute(db)
  await sql`create index end_device_control_expiring on end_device_control (expires_at)
    where not settled and state <> 'expired'`.execute(db)
}
