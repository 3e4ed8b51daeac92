import { type Kysely, sql } from 'kysely'

/** Voltage of a meter by local days, so that the map of a line over months reads days and not intervals. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table quality_voltage_day (
      end_device_id bigint not null references end_device on delete cascade,
      day date not null,
      phase smallint not null,
      least real,
      most real,
      mean_sum double precision not null,
      means integer not null,
      primary key (end_device_id, day, phase)
    )`.execute(db)
  await sql`
    insert into quality_voltage_day
    select v.end_device_id, ((v.at - interval '1 second') at time zone d.time_zone)::date, v.phase,
      min(coalesce(v.least, v.mean)), max(coalesce(v.most, v.mean)),
      coalesce(sum(v.mean::float8), 0), count(v.mean)
    from quality_voltage v join end_device d on d.id = v.end_device_id
    group by 1, 2, 3`.execute(db)
}
