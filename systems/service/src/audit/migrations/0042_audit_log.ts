import { type Kysely, sql } from 'kysely'

/**
 * Security events, each entry chained to the one before by its digest. The database itself refuses to change or remove
 * entries; the chain reveals a change that overruled it.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table audit_entry (
      sequence bigint primary key,
      time timestamptz not null,
      actor text not null,
      actor_kind text not null check (actor_kind in ('person', 'token', 'head-end')),
      address text,
      action text not null,
      subject text,
      outcome text not null check (outcome in ('done', 'refused', 'failed')),
      detail text,
      digest bytea not null check (length(digest) = 32)
    )`.execute(db)
  await sql`create index on audit_entry (action, sequence)`.execute(db)
  await sql`create index on audit_entry (actor, sequence)`.execute(db)
  await sql`
    create function refuse_audit_change() returns trigger language plpgsql as $$
    begin
      raise exception 'the audit log is only ever added to';
    end $$`.execute(db)
  await sql`
    create trigger audit_entry_stays before update or delete or truncate on audit_entry
    for each statement execute function refuse_audit_change()`.execute(db)

  await sql`alter type role add value 'auditor'`.execute(db)
}
