import { type Kysely, sql } from 'kysely'

/**
 * An activity makes 100,000 orders in one statement. Foreign keys look up the meter and the concentrator of each by itself, which took as long
 * as all the rest; here a statement looks up all of its own at once, with the same locks, and what is removed takes its orders along as before.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    alter table end_device_control
      drop constraint end_device_control_end_device_id_fkey,
      drop constraint end_device_control_concentrator_fkey`.execute(db)
  await sql`
    create function refuse_orders_to_nothing() returns trigger language plpgsql as $$
    begin
      if (select count(distinct end_device_id) from given) <> (select count(*) from (
          select from end_device join (select distinct end_device_id from given) its on its.end_device_id = end_device.id
          for key share of end_device) locked)
        or (select count(distinct concentrator) from given) <> (select count(*) from (
          select from concentrator join (select distinct concentrator from given) its on its.concentrator = concentrator.id
          for key share of concentrator) locked)
      then
        raise foreign_key_violation using
          message = 'an order names a meter or a concentrator that is not there', table = 'end_device_control';
      end if;
      return null;
    end $$`.execute(db)
  await sql`
    create trigger end_device_control_targets after insert on end_device_control
    referencing new table as given for each statement execute function refuse_orders_to_nothing()`.execute(db)

  await sql`
    create function remove_orders_of_meters() returns trigger language plpgsql as $$
    begin
      delete from end_device_control where end_device_id in (select id from gone);
      return null;
    end $$`.execute(db)
  await sql`
    create trigger end_device_orders after delete on end_device
    referencing old table as gone for each statement execute function remove_orders_of_meters()`.execute(db)
  await sql`
    create function remove_orders_of_concentrators() returns trigger language plpgsql as $$
    begin
      delete from end_device_control where concentrator in (select id from gone);
      return null;
    end $$`.execute(db)
  await sql`
    create trigger concentrator_orders after delete on concentrator
    referencing old table as gone for each statement execute function remove_orders_of_concentrators()`.execute(
    db,
  )

  // The lines of an activity that wait for their release expire with it, and are looked for by their activity.
  await sql`drop index end_device_control_expiring`.execute(db)
  await sql`
    create index end_device_control_expiring on end_device_control (expires_at)
      where not settled and state <> 'expired' and (released or activity is null)`.execute(db)
  // Looked for each second: without this, among all open orders.
  await sql`
    create index end_device_control_to_cancel on end_device_control (cancel_requested_at)
      where cancel_requested_at is not null and not settled and state <> 'expired'`.execute(db)
}
