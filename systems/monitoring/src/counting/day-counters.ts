/**
 * The messages that meter and customer device count, each kind in a register of its own a day: instantaneous power (CF 21), alerts
 * (CF 22 and CF 25), samples of the load curve (CF 1), and of a production meter its mean (CF 2) and instantaneous power (CF 41).
 */
export const messageKinds = ['instPower', 'alerts', 'loadCurve', 'prodAvg', 'prodInst'] as const
export type MessageKind = (typeof messageKinds)[number]

/** Messages net of replicas; null where none of the kind are counted, as of a meter that produces nothing. */
export type Counts = Readonly<Record<MessageKind, number | null>>

/** What one side, the meter that sends or the device that receives, has counted in a local day. */
export interface DayCounters {
  /** YYYY-MM-DD */
  readonly day: string
  readonly counts: Counts
  /** The side was without supply for a part of the day, however short: its counters say nothing then. */
  readonly powerLoss: boolean
}

/** Counts of each kind, as `each` gives them. */
export function countsOf(each: (kind: MessageKind) => number | null): Counts {
  return {
    instPower: each('instPower'),
    alerts: each('alerts'),
    loadCurve: each('loadCurve'),
    prodAvg: each('prodAvg'),
    prodInst: each('prodInst'),
  }
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
