import type { Kysely } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { ProblemKind } from './kinds.ts'
import type { Problem } from './schemas.ts'

/** A problem as a search finds it: everything but what follows from its kind and place. */
export interface Found {
  readonly kind: ProblemKind
  readonly severity: Problem['severity']
  readonly since: Date
  readonly concentrator: string | null
  /** A serial number among those it touches. */
  readonly endDevice: string | null
  /** The activity, when it is one. */
  readonly activity?: string
  /** The incident, when it is one. */
  readonly incident?: number
  readonly count: number
}

/** Looks for problems of one subject. */
export type Search = (db: Kysely<Tables>, now: number) => Promise<Found[]>

/** From this many meters on, their share tells how grave it is. */
export const several = 3

/** How grave it is when so many of so many meters are out of reach. */
export function severityOfShare(count: number, of: number): Problem['severity'] {
  if (count < several) return 'minor'
  if (count * 2 >= of) return 'critical'
  return count * 10 >= of ? 'major' : 'minor'
}
