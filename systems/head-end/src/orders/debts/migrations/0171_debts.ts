import { type Kysely, sql } from 'kysely'

/**
 * Lists of debts, and the debts on them. The activities of a list switch supplies off: the one that came with it, and those that do its
 * failures again. `release_ends_at`: an order of an activity with hours is not begun after them, whatever becomes of this process.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table debt_list (
      id text primary key,
      ordinal bigint generated always as identity unique,
      name text not null,
      created_at timestamptz not null,
      created_by text not null
    )`.execute(db)
  await sql`
    create table debt (
      list text not null references debt_list on delete cascade,
      serial text not null,
      end_device_id bigint references end_device on delete set null,
      amount text not null,
      currency text not null,
      reference text,
      paid_at timestamptz,
      paid_by text,
      outcome text,
      reconnection text,
      primary key (list, serial)
    )`.execute(db)
  await sql`create index on debt (serial)`.execute(db)
  await sql`create index on debt (end_device_id)`.execute(db)
  await sql`create index on debt (reference)`.execute(db)
  await sql`alter table activity add debt_list text references debt_list`.execute(db)
  await sql`create index on activity (debt_list) where debt_list is not null`.execute(db)
  await sql`alter table end_device_control add release_ends_at timestamptz`.execute(db)
}
