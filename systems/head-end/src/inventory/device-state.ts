import { type RawBuilder, sql } from 'kysely'
import type { EndDeviceState } from './schemas.ts'

/** Whether nothing is known of a concentrator `k`'s meters, for it is not there. */
export const isAway = sql<boolean>`k.state in ('lost', 'closed')`

/** Whether the concentrator that serves an end device `d` is away. */
const isBehind = sql<boolean>`exists (
  select from line_meter m join concentrator k on k.id = m.concentrator
  where m.end_device_id = d.id and ${isAway})`

/**
 * The state of an end device `d` with collection `c`: what its last session showed, as long as there is a way to know
 * better.
 */
export const stateOfDevice: RawBuilder<EndDeviceState> = sql`
  case when c.state <> 'new' and ${isBehind} then 'unknown' else c.state end`

/** Whether an end device `d` with collection `c` is in a state: `stateOfDevice` in terms that the index over `c.state` serves. */
export function isInState(state: EndDeviceState): RawBuilder<boolean> {
  if (state === 'unknown') return sql`(c.state <> 'new' and ${isBehind})`
  return state === 'new' ? sql`c.state = 'new'` : sql`(c.state = ${state} and not ${isBehind})`
}
