/**
 * Days that changed are to be judged, once they are over: SQL of an insert from `changed (end_device_id, day)`. A day that is due
 * already gets a new number, so that a process that judges it now cannot strike it off.
 */
export const announceDays = `
  insert into meter_data_due (end_device_id, day, over_at)
  select distinct c.end_device_id, c.day, (c.day + 1)::timestamp at time zone d.time_zone
  from changed c join end_device d on d.id = c.end_device_id
  order by 1, 2 on conflict (end_device_id, day) do update set seq = nextval('meter_data_due_seq')`

/** The same of registers that were read at a midnight: it ends one day and begins the next. */
export const announceMidnights = `
  insert into meter_data_due (end_device_id, day, over_at)
  select distinct d.id, day, (day + 1)::timestamp at time zone d.time_zone
  from stored s join end_device d on d.id = s.end_device_id
  cross join lateral (select s.time at time zone d.time_zone as wall) w
  cross join lateral (values (wall::date), (wall::date - 1)) as days (day)
  where wall = date_trunc('day', wall)
    and exists (select from interval_block b where b.end_device_id = d.id and b.day = days.day)
  order by 1, 2 on conflict (end_device_id, day) do update set seq = nextval('meter_data_due_seq')`
