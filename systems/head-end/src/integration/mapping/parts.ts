import type { Kysely } from 'kysely'
import type { Enrol } from '../../inventory/enrol.ts'
import type { ControlParts } from '../../orders/record/order.ts'
import type { Tables } from '../../tables.ts'

/** What requests of other systems work with. */
export interface MappingParts extends ControlParts {
  readonly db: Kysely<Tables>
  readonly enrol: Enrol
  /** IANA zone of the daily hours of activities. */
  readonly timeZone: string
}
