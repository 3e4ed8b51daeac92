import type { Day, Span } from './day.ts'

/** What master data say of the meter and the point it measures, as of the day. */
export interface Meter {
  readonly serial: string
  readonly phases: 1 | 3
  /** Between phase and neutral for one phase, between phases for three. */
  readonly voltage: number
  readonly maximumCurrent: number
  /** W that the contract allows; null where none is known. */
  readonly contractPower: number | null
  /** Factor of the transformers before the meter. */
  readonly multiplier: number
  /** Digits of a register before it rolls over, counted in its resolution. */
  readonly registerDigits: number
  /** Smallest step of a register, in the channel's unit. */
  readonly registerResolution: number
  readonly intervalResolution: number
  readonly intervalSeconds: number
  /** OBIS of what it keeps intervals of, the main one first. */
  readonly channels: readonly string[]
  /** A contract is in force and the switch was not commanded open. */
  readonly active: boolean
  /** Used for a part of each year only: months without use are in order. */
  readonly seasonal: boolean
}

/** A raw value as a message brought it, before it lies on the grid. */
export interface RawValue {
  readonly time: number
  readonly seconds: number
  readonly value: number
}

/** What the message said of itself that brought the day. */
export interface Received {
  readonly serial: string
  readonly obis: string
  readonly unit: string
  readonly multiplier: number
  /** In the order of arrival. */
  readonly rows: readonly RawValue[]
  /** Impulses of each interval, as counted. */
  readonly counts?: readonly number[]
  /** When it arrived, seconds since 1970. */
  readonly at: number
}

/** Readings of the channel's register at the midnights of the day, and of its tariffs, as shown: before the multiplier. */
export interface Registers {
  readonly start: number
  readonly end: number
  /** How much each tariff register went on. */
  readonly tariffs?: readonly number[]
}

/** What the logs of the meter tell of the day. */
export interface Log {
  readonly outages: readonly Span[]
  readonly faults: readonly Span[]
  readonly tests: readonly Span[]
  /** While the switch was open. */
  readonly open: readonly Span[]
  readonly tampers: readonly Span[]
  readonly clockSets: readonly { readonly at: number; readonly seconds: number }[]
}

/** Daily sums of the channel before this day, newest first; null where a day is not known. */
export interface History {
  readonly sums: readonly (number | null)[]
  /** Mean of a day in the same month of the year before. */
  readonly yearBefore: number | null
  /** Days before this one, without a break, that have estimates in them. */
  readonly estimatedDays: number
}

/** Other points that tell of the same energy. */
export interface Points {
  /** A second meter of the same point. */
  readonly check?: Day
  /** Of the plant behind the meter. */
  readonly production?: Day
  /** Sums over the day of the feeder that the day's meter measures: what came in, what left it, what was lost. */
  readonly feeder?: { readonly in: number; readonly out: number; readonly loss: number }
}

/** All that is known of a day of one channel when it is judged. A part that is not known makes the rules that need it not apply. */
export interface Subject {
  readonly day: Day
  readonly unit: string
  readonly meter: Meter
  readonly log: Log
  /** The other channels of the same meter and day, by OBIS. */
  readonly siblings: ReadonlyMap<string, Day>
  readonly registers?: Registers
  readonly received?: Received
  /** What the meter's clock was ahead of ours when it was read, seconds. */
  readonly clockOffset?: number
  readonly history?: History
  readonly points?: Points
}

export const emptyLog: Log = { outages: [], faults: [], tests: [], open: [], tampers: [], clockSets: [] }
