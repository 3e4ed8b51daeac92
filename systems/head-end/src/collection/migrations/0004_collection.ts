import { type Kysely, sql } from 'kysely'

/**
 * The collection state of each end device: when it is due, which worker reads it, how far its logs have been read.
 * Apart from `end_device`, because each session rewrites this row twice (lease, completion) and nothing else.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table collection (
      end_device_id bigint primary key references end_device on delete cascade,
      next_due timestamptz,
      lease_owner uuid,
      lease_until timestamptz not null default 'epoch',
      invocation_counter bigint not null default 1,
      state text not null default 'new' check (state in ('new', 'reachable', 'silent', 'refused')),
      failures integer not null default 0,
      read_until jsonb not null default '{}',
      profiles jsonb not null default '{}',
      units jsonb not null default '{}',
      clock_offset_seconds integer,
      last_contact timestamptz,
      last_error text,
      last_error_at timestamptz
    ) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05)`.execute(db)
  await sql`create index on collection (next_due)`.execute(db)
  await sql`create index on collection (state)`.execute(db)

  // Sessions of a local day, kept by the writer: what the operator's overview shows without counting rows.
  await sql`
    create table session_tally (
      day date not null,
      shard smallint not null,
      completed bigint not null,
      failed bigint not null,
      primary key (day, shard)
    )`.execute(db)
}
