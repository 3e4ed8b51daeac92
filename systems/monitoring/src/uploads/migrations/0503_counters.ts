import { type Kysely, sql } from 'kysely'

/**
 * What both sides counted, a row a day; what could not be taken; and the days of both sides beside each other. The view says of each
 * day whether it counts, by the rules of `counting/match.ts`; a test holds the two equal.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table day_counters (
      point integer not null references point on delete cascade,
      side smallint not null,
      day date not null,
      inst_power integer,
      alerts integer,
      load_curve integer,
      prod_avg integer,
      prod_inst integer,
      power_loss boolean not null,
      whole boolean not null,
      firmware text,
      by_hour integer[],
      taken_at timestamptz not null,
      primary key (point, side, day)
    ) with (fillfactor = 70)`.execute(db)
  await sql`
    create table refused_upload (
      id bigint generated always as identity primary key,
      at timestamptz not null,
      source text not null,
      participant text,
      place text not null,
      reason text not null,
      detail text not null
    )`.execute(db)
  await sql`create index on refused_upload (participant, id)`.execute(db)
  await sql`
    create view matched_day as
    select p.id as point, p.device, p.province, p.meter, d.participant, d.maker, d.model, d.pseudonym, x.day,
      x.sent_inst_power, x.sent_alerts, x.sent_load_curve, x.sent_prod_avg, x.sent_prod_inst, x.sent_by_hour,
      x.received_inst_power, x.received_alerts, x.received_load_curve, x.received_prod_avg, x.received_prod_inst, x.received_by_hour,
      case
        when x.sent_loss or x.received_loss then 'power-loss'
        when x.sent_loss is null then 'not-sent'
        when x.received_loss is null then 'not-received'
        when t.maker is null then 'untested'
      end as void
    from (
      select coalesce(s.point, r.point) as point, coalesce(s.day, r.day) as day,
        s.inst_power as sent_inst_power, s.alerts as sent_alerts, s.load_curve as sent_load_curve,
        s.prod_avg as sent_prod_avg, s.prod_inst as sent_prod_inst, s.power_loss as sent_loss, s.by_hour as sent_by_hour,
        r.inst_power as received_inst_power, r.alerts as received_alerts, r.load_curve as received_load_curve,
        r.prod_avg as received_prod_avg, r.prod_inst as received_prod_inst, r.power_loss as received_loss, r.by_hour as received_by_hour,
        r.firmware
      from (select * from day_counters where side = 0 and whole) s
        full join (select * from day_counters where side = 1 and whole) r on s.point = r.point and s.day = r.day
    ) x
      join point p on p.id = x.point
      join device d on d.id = p.device
      left join (select distinct maker, model, hardware, firmware from integration_test where outcome = 'passed') t
        on t.maker = d.maker and t.model = d.model and t.hardware = d.hardware and t.firmware = coalesce(x.firmware, d.firmware)
    where x.day >= d.starts and (d.ends is null or x.day <= d.ends)`.execute(db)
}
