import { type Kysely, sql } from 'kysely'

/** Days of intervals as they are judged: the current version of each, those before it, and which days are to be judged. */
export async function up(db: Kysely<never>): Promise<void> {
  // Days of a device that changed, with the moment from which they are over. The number grows whenever one changes again, so that
  // a process that judged the state before cannot strike it off.
  await sql`create sequence meter_data_due_seq`.execute(db)
  await sql`
    create table meter_data_due (
      end_device_id bigint not null,
      day date not null,
      over_at timestamptz not null,
      seq bigint not null default nextval('meter_data_due_seq'),
      primary key (end_device_id, day)
    )`.execute(db)
  await sql`create index on meter_data_due (over_at)`.execute(db)

  await sql`create sequence meter_data_change_seq`.execute(db)
  for (const table of ['meter_data_day', 'meter_data_version']) {
    await sql`
      create table ${sql.table(table)} (
        end_device_id bigint not null,
        reading_type_id smallint not null,
        day date not null,
        version integer not null,
        change bigint not null,
        state text not null,
        cause text not null,
        made_at timestamptz not null,
        who text,
        reason text,
        start timestamptz not null,
        interval_seconds integer not null,
        interval_count smallint not null,
        measured smallint not null,
        weight integer not null,
        total bigint not null,
        increments bytea not null,
        quality bytea not null,
        notes jsonb not null
      )`.execute(db)
  }
  // The day before the channel: all channels of a meter's day are asked together.
  await sql`alter table meter_data_day add primary key (end_device_id, day, reading_type_id)`.execute(db)
  await sql`alter table meter_data_version add primary key (end_device_id, day, reading_type_id, version)`.execute(
    db,
  )
  await sql`create unique index on meter_data_day (change)`.execute(db)
  await sql`
    create index meter_data_exception on meter_data_day (weight desc, day desc, end_device_id, reading_type_id)
    where state in ('suspect', 'invalid')`.execute(db)

  // What master data say of the point; what is not known has a default.
  await sql`
    create table meter_data_point (
      end_device_id bigint primary key,
      "group" text,
      facts jsonb not null
    )`.execute(db)
  await sql`
    create table meter_data_setting (
      "group" text not null,
      plug text not null,
      enabled boolean not null,
      parameters jsonb not null,
      primary key ("group", plug)
    )`.execute(db)

  // What was collected before there was validation: the last weeks of it.
  await sql`
    insert into meter_data_due (end_device_id, day, over_at)
    select distinct b.end_device_id, b.day, (b.day + 1)::timestamp at time zone d.time_zone
    from interval_block b join end_device d on d.id = b.end_device_id
    where b.day > current_date - 40`.execute(db)
}
