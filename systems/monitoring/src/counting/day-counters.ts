import { type CounterName, counterNames } from '@ferraris/chain2'

/** Messages net of replicas; null where none of the kind are counted, as of a meter that produces nothing. */
export type Counts = Readonly<Record<CounterName, number | null>>

/** What one side, the meter that sends or the device that receives, has counted in a local day. */
export interface DayCounters {
  /** YYYY-MM-DD */
  readonly day: string
  readonly counts: Counts
  /** The side was without supply for a part of the day, however short: its counters say nothing then. */
  readonly powerLoss: boolean
}

/** Counts of each kind, as `each` gives them. */
export function countsOf(each: (kind: CounterName) => number | null): Counts {
  return Object.fromEntries(counterNames.map(kind => [kind, each(kind)])) as Counts
}

/**
 * Two readings of one day as one. Counters of a day only grow, and a power loss stays, so that it does not matter how often and in
 * which order readings come.
 */
export function mergeDay(a: DayCounters, b: DayCounters): DayCounters {
  return {
    day: a.day,
    counts: countsOf(kind => greatest(a.counts[kind], b.counts[kind])),
    powerLoss: a.powerLoss || b.powerLoss,
  }
}

function greatest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b)
}
