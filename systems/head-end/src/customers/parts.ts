import type { QueryContext } from '@ferraris/service'
import type { Tables } from '../tables.ts'

/** What the feature works with. */
export interface CustomerParts extends QueryContext<Tables> {
  readonly timeZone: string
}
