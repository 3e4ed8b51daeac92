import { type Kysely, sql } from 'kysely'

/**
 * Concentrators and what they serve. What a concentrator hears (`line_neighbour`) is its report; what it serves
 * (`line_service`) is decided here. Both keep their history: a row holds from `valid_from` until `valid_to`.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table concentrator (
      id text primary key,
      substation text not null,
      credential_digest bytea not null,
      automatic boolean not null,
      state text not null default 'new' check (state in ('new', 'online', 'closed', 'lost')),
      state_since timestamptz not null,
      version text,
      balance_aca text,
      enrolled_at timestamptz not null,
      last_heard timestamptz,
      inventory_at timestamptz,
      heartbeat jsonb
    )`.execute(db)

  await sql`
    create table line_meter (
      aca text primary key,
      end_device_id bigint unique references end_device on delete cascade,
      serial text,
      state text not null default 'new' check (state in ('new', 'accepted', 'refused')),
      wrapped_k1 bytea,
      wrapped_k2 bytea,
      mode text not null default 'hardened' check (mode in ('hardened', 'faithful')),
      concentrator text references concentrator on delete set null,
      loan_from text references concentrator on delete set null,
      first_heard timestamptz,
      last_heard timestamptz,
      decided_at timestamptz,
      decided_by text
    )`.execute(db)
  await sql`create index on line_meter (concentrator)`.execute(db)
  await sql`create index on line_meter (last_heard) where state = 'new'`.execute(db)

  await sql`
    create table line_service (
      aca text not null references line_meter on delete cascade,
      concentrator text not null references concentrator on delete cascade,
      valid_from timestamptz not null,
      valid_to timestamptz,
      primary key (aca, concentrator, valid_from)
    )`.execute(db)
  // One concentrator at a time, whatever runs at the same time.
  await sql`create unique index on line_service (aca) where valid_to is null`.execute(db)
  await sql`create index on line_service (concentrator, valid_to)`.execute(db)

  await sql`
    create table line_neighbour (
      concentrator text not null references concentrator on delete cascade,
      aca text not null,
      valid_from timestamptz not null,
      valid_to timestamptz,
      serial text,
      state text not null,
      route text[] not null,
      phase text,
      snr real not null,
      signal real not null,
      success real not null,
      clash boolean not null,
      first_heard timestamptz not null,
      last_heard timestamptz not null,
      primary key (concentrator, aca, valid_from)
    )`.execute(db)
  await sql`create unique index on line_neighbour (concentrator, aca) where valid_to is null`.execute(db)
  await sql`create index on line_neighbour (aca) where valid_to is null`.execute(db)

  await sql`
    create table line_statistics (
      concentrator text not null references concentrator on delete cascade,
      since timestamptz not null,
      until timestamptz not null,
      frames bigint not null,
      airtime_seconds double precision not null,
      exchanges bigint not null,
      failed bigint not null,
      day date not null,
      expected bigint not null,
      received bigint not null,
      primary key (concentrator, since)
    )`.execute(db)

  // What has been committed, by the concentrator's key: a result that comes again is acknowledged again.
  await sql`
    create table received_result (
      concentrator text not null references concentrator on delete cascade,
      key text not null,
      end_device_id bigint not null,
      kind text not null,
      time timestamptz not null,
      received_at timestamptz not null,
      primary key (concentrator, key)
    )`.execute(db)
  await sql`create index on received_result (received_at)`.execute(db)
}
