import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { ControlState } from '../record/states.ts'
import type { Counts } from './schemas.ts'

/** Orders of one activity that have the same stage, way and state. */
export interface Tally {
  readonly stage: number
  /** Concentrator, empty for none. */
  readonly via: string
  readonly state: ControlState
  readonly released: boolean
  readonly count: number
}

/** All orders of an activity, counted by an index alone. */
export async function tallyOf(db: Kysely<Tables>, activity: string): Promise<Tally[]> {
  const { rows } = await sql<Tally>`
    select stage, via, state, released, count(*) as count from end_device_control
    where activity = ${activity} group by stage, via, state, released`.execute(db)
  return rows
}

const none: Counts = { total: 0, waiting: 0, open: 0, succeeded: 0, failed: 0, cancelled: 0 }

export function countsOf(tallies: readonly Tally[]): Counts {
  const counts = { ...none }
  for (const { state, released, count } of tallies) {
    counts.total += count
    counts[placeOf(state, released)] += count
  }
  return counts
}

function placeOf(state: ControlState, released: boolean): Exclude<keyof Counts, 'total'> {
  switch (state) {
    case 'done':
    case 'verified':
      return 'succeeded'
    case 'refused':
    case 'failed':
    case 'expired':
      return 'failed'
    case 'cancelled':
      return 'cancelled'
    default:
      return released ? 'open' : 'waiting'
  }
}

/** Counts of each group, the groups in the order in which they come. */
export function countsBy<K>(tallies: readonly Tally[], key: (tally: Tally) => K): [K, Counts][] {
  return [...Map.groupBy(tallies, key)].map(([group, its]) => [group, countsOf(its)])
}
