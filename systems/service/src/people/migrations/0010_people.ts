import { type Kysely, sql } from 'kysely'

/** Local accounts, the sessions of their browsers, and tokens of programs. Of secrets only digests are kept. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`create type role as enum ('viewer', 'operator', 'administrator')`.execute(db)

  await sql`
    create table account (
      username text primary key,
      role role not null,
      password_hash text not null,
      created_at timestamptz not null,
      last_sign_in timestamptz
    )`.execute(db)

  await sql`
    create table browser_session (
      digest bytea primary key,
      username text not null references account on delete cascade,
      expires_at timestamptz not null,
      ends_at timestamptz not null
    )`.execute(db)
  await sql`create index on browser_session (username)`.execute(db)

  await sql`
    create table api_token (
      name text primary key,
      digest bytea not null unique,
      role role not null,
      created_at timestamptz not null,
      last_used timestamptz
    )`.execute(db)
}
