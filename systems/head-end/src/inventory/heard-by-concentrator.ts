import { sql } from 'kysely'

/** When the concentrator that serves an end device `d` heard it last. */
export const heardByConcentrator = sql<Date | null>`(
  select nullif(n.last_heard, 'epoch') from line_meter m
  join line_neighbour n on n.aca = m.aca and n.concentrator = m.concentrator and n.valid_to is null
  where m.end_device_id = d.id)`
