import type { Day } from '../day/day.ts'
import type { Subject } from '../day/subject.ts'
import type { Parameters, ValuesOf } from '../rules/rule.ts'

/** Intervals in a row that have no good value: `from` up to, not including, `to`. */
export interface Gap {
  readonly from: number
  readonly to: number
}

/** What methods may look at beside the subject of the day. */
export interface Ground {
  readonly subject: Subject
  /** Values with all that is bad or missing taken out. */
  readonly values: readonly (number | null)[]
  /** Days of the same channel before this one that are whole and valid, newest first. */
  readonly past: readonly PastDay[]
  /** All gaps of the day, and what they have together, where registers tell. */
  readonly gaps: readonly Gap[]
  readonly energy: number | undefined
  /** Whether an interval lies in an outage. */
  readonly isDead: (index: number) => boolean
  /** Energy of the gap from other points, or tables, as far as they are known. */
  readonly other: OtherSources
}

export interface PastDay {
  readonly day: Day
  readonly isHoliday: boolean
  /** Mean outside temperature, °C. */
  readonly temperature?: number
}

export interface OtherSources {
  /** Sums of the node that the meter hangs on, an interval each: what came in, what its other points took, what was lost. */
  readonly node?: {
    readonly in: readonly number[]
    readonly other: readonly number[]
    readonly loss: readonly number[]
  }
  /** Mean power of each interval from telecontrol, W. */
  readonly meanPower?: readonly number[]
  readonly temperature?: number
  readonly isHoliday?: boolean
  /** Weights of the customer's class for each interval of the day. */
  readonly profile?: readonly number[]
  /** Mean use of a day a year before, and how the use has gone since. */
  readonly yearBefore?: { readonly perDay: number; readonly trend: number }
  /** Register advance of the period before, and its days. */
  readonly lastPeriod?: { readonly advance: number; readonly days: number }
  /** Mean use of a day of the customer's class. */
  readonly classPerDay?: number
}

/** What a method gives for a gap. */
export interface Estimate {
  readonly values: readonly number[]
  /** The exact values times `denominator`, where these are no integers: scaling starts from them. */
  readonly weights?: readonly number[]
  readonly denominator?: number
  /** Days that it looked at. */
  readonly references?: readonly string[]
}

/** A way to fill a gap, as data beside one function. */
export interface Method<P extends Parameters = Parameters> {
  readonly id: string
  readonly title: string
  /** Method code of the Australian market (AEMO), qualifier of the German one (BDEW Z32), reading quality of ESPI. */
  readonly codes: { readonly aemo: string; readonly bdew: string | null; readonly espi: number }
  readonly parameters: P
  /** Undefined where it does not apply. */
  readonly fill: (ground: Ground, gap: Gap, values: ValuesOf<P>) => Estimate | undefined
}

export function defineMethod<const P extends Parameters>(method: Method<P>): Method {
  return method as unknown as Method
}

/** How many seconds a gap lasts. */
export function lengthOf({ subject }: Ground, { from, to }: Gap): number {
  return (to - from) * subject.day.intervalSeconds
}
