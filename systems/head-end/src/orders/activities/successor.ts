import { sql } from 'kysely'

/** Of a row of `activity_left_out`: the meter that is now where a removed one was; null for one that is there still, or that nothing has followed. */
export const successor = sql<string | null>`(
  select d.serial from end_device d
  where d.usage_point = activity_left_out.usage_point
    and not exists (select from end_device s where s.serial = activity_left_out.serial)
  order by d.id desc limit 1)`
