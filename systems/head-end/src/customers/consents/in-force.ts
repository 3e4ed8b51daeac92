import { type RawBuilder, sql } from 'kysely'
import type { Moment } from '../moment.ts'

/**
 * Whether a consent `c` of an agreement `a` is in force. Asked of the store with each request: a consent that is revoked, and one whose
 * customer has moved out, opens nothing from that moment on.
 */
export function isInForce({ time, day }: Moment): RawBuilder<boolean> {
  return sql`(c.revoked_at is null and c.expires_at > ${time}::timestamptz
    and (a.to_day is null or a.to_day >= ${day}::date))`
}
