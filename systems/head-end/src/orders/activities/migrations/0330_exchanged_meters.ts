import { type Kysely, sql } from 'kysely'

/** Of a meter that is removed under an activity it is kept where it was: the one that takes its place there is known by that. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table activity_left_out add column usage_point text`.execute(db)
  await sql`
    create or replace function remove_orders_of_meters() returns trigger language plpgsql as $$
    begin
      with lost as (
        insert into activity_left_out (activity, serial, reason, detail, usage_point)
        select c.activity, g.serial, 'unknown', 'it was removed from the inventory; its order was ' || c.state, g.usage_point
        from gone g join end_device_control c on c.end_device_id = g.id join activity a on a.id = c.activity
        on conflict do nothing returning activity
      )
      update activity a set left_out = a.left_out + its.count
      from (select activity, count(*) as count from lost group by activity) its where a.id = its.activity;
      delete from end_device_control where end_device_id in (select id from gone);
      return null;
    end $$`.execute(db)
}
