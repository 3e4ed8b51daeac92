import { type Kysely, sql } from 'kysely'

/**
 * What operators want done through concentrators. The concentrator's reports are kept as they came, each once; the
 * control's own state never goes back. `settled` says that the state was reported by the concentrator, not assumed by us.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table end_device_control (
      id text primary key,
      ordinal bigint generated always as identity unique,
      concentrator text not null references concentrator on delete cascade,
      end_device_id bigint references end_device on delete cascade,
      task jsonb not null,
      priority text not null,
      state text not null default 'queued'
        check (state in ('queued', 'sent', 'accepted', 'running', 'done', 'refused', 'failed', 'expired')),
      settled boolean not null default false,
      attempts integer not null default 0,
      detail text,
      result_key text,
      requested_by text not null,
      created_at timestamptz not null,
      not_before timestamptz,
      expires_at timestamptz not null,
      sent_at timestamptz,
      changed_at timestamptz not null
    )`.execute(db)
  await sql`create index on end_device_control (concentrator) where not settled`.execute(db)
  await sql`create index on end_device_control (end_device_id)`.execute(db)

  await sql`
    create table end_device_control_report (
      control_id text not null references end_device_control on delete cascade,
      at timestamptz not null,
      state text not null,
      attempts integer not null,
      detail text,
      primary key (control_id, at, state, attempts)
    )`.execute(db)
}
