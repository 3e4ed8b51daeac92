import { type Kysely, sql } from 'kysely'

/**
 * Who the customer of a usage point was and is, whom customers let see their data, and what was deleted on their demand.
 * `erased_days` outlives the agreements: what was deleted is not read from the meter again.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table customer_agreement (
      id uuid primary key,
      customer text not null references account (username) on delete cascade,
      usage_point text not null,
      from_day date not null,
      to_day date,
      created_at timestamptz not null,
      created_by text not null,
      check (to_day >= from_day - 1)
    )`.execute(db)
  await sql`create unique index on customer_agreement (usage_point) where to_day is null`.execute(db)
  await sql`create index on customer_agreement (customer)`.execute(db)
  await sql`
    create table consent (
      id uuid primary key,
      agreement_id uuid not null references customer_agreement on delete cascade,
      third_party text not null,
      scopes text[] not null,
      from_day date not null,
      given_at timestamptz not null,
      expires_at timestamptz not null,
      revoked_at timestamptz,
      revoked_by text
    )`.execute(db)
  await sql`create index on consent (agreement_id)`.execute(db)
  await sql`create index on consent (third_party)`.execute(db)
  await sql`
    create table data_deletion (
      id uuid primary key,
      agreement_id uuid not null references customer_agreement on delete cascade,
      from_day date not null,
      to_day date not null,
      state text not null check (state in ('requested', 'withdrawn', 'refused', 'done')),
      requested_at timestamptz not null,
      decided_at timestamptz,
      decided_by text,
      reason text,
      blocks integer,
      readings integer,
      kept_readings integer
    )`.execute(db)
  await sql`create index on data_deletion (agreement_id)`.execute(db)
  await sql`create index on data_deletion (requested_at) where state = 'requested'`.execute(db)
  await sql`
    create table erased_days (
      end_device_id bigint not null references end_device on delete cascade,
      from_day date not null,
      to_day date not null,
      primary key (end_device_id, from_day, to_day)
    )`.execute(db)
}
