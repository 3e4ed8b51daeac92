import { severities } from '@ferraris/metering'
import { sql } from 'kysely'

const order = sql`${[...severities]}::text[]`

/** Whether a subscription `s` asks for a piece of news `n`. */
export const isWanted = sql<boolean>`(
  array_position(${order}, n.severity) <= array_position(${order}, s.severity)
  and (s.kinds = '{}' or n.kind = any(s.kinds))
  and (s.substation is null or n.substation is null or n.substation = s.substation))`
