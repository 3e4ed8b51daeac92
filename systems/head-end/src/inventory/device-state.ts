import { type RawBuilder, sql } from 'kysely'
import type { EndDeviceState } from './schemas.ts'

/** Whether nothing is known of a concentrator `k`'s meters, for it is not there. */
export const isAway = sql<boolean>`k.state in ('lost', 'closed')`

/**
 * The state of an end device `d` with collection `c`: what its last session showed, as long as there is a way to know
 * better.
 */
export const stateOfDevice: RawBuilder<EndDeviceState> = sql`
  case when c.state <> 'new' and d.id in (
    select m.end_device_id from line_meter m join concentrator k on k.id = m.concentrator
    where ${isAway} and m.end_device_id is not null
  ) then 'unknown' else c.state end`
