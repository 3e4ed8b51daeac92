import { quality } from '@ferraris/metering'
import { type Infer, integer, list, optional, record, union, where } from '../check.ts'
import {
  aca,
  day,
  energy,
  increments,
  instant,
  intervalSeconds,
  key,
  mostIntervals,
  mostRegisters,
  obis,
} from './fields.ts'

/** Something read from one meter. */
const reading = {
  /** Unique in this concentrator for ever: the receiver stores it once, the concentrator keeps it until then. */
  key,
  aca,
  readAt: instant,
}

const registerDay = where(
  record({
    obis,
    increments,
    /** What is known of each increment: a code of `quality` in `@ferraris/metering`. */
    quality: list(integer(quality.valid, quality.edited), mostIntervals),
  }),
  ({ increments, quality: codes }) =>
    increments.length === codes.length &&
    increments.every((increment, i) => (increment === null) === (codes[i] === quality.missing)),
  'must have a quality for each increment, and none missing but where it says so',
)

/** One local day of a load profile, or the part of it that is over. */
const profileDay = where(
  record({
    ...reading,
    /** Of the profile, `1.0.99.1.0.255`. */
    obis,
    /** Local day of the meter, and its midnight. */
    day,
    start: instant,
    intervalSeconds,
    registers: list(registerDay, mostRegisters),
  }),
  ({ registers: [first, ...others] }) =>
    others.every(({ increments }) => increments.length === first?.increments.length),
  'must have registers of the same intervals',
)

/** Cumulative registers at one instant. */
const registerSnapshot = record({
  ...reading,
  time: instant,
  registers: list(record({ obis, value: energy }), mostRegisters),
})

/** Alarm registers (0.0.97.98.0 and following) and descriptors (0.0.97.98.20 and following) as they stood by the meter's clock. */
const alarms = record({
  time: instant,
  words: list(record({ obis, word: integer(0, 0xffff_ffff) }), 20, 1),
})

const meterEvents = record({
  ...reading,
  events: list(
    record({
      time: instant,
      code: integer(0, 0xffff),
      /** The meter's own running number: with the time it tells equal events apart. */
      index: integer(0, 0xffff),
    }),
    1000,
  ),
  /** Read after these events, which say what the bits are about; left out where nothing has changed. */
  alarms: optional(alarms),
})

export const result = union({
  'profile-day': profileDay,
  registers: registerSnapshot,
  events: meterEvents,
})

export type Result = Infer<typeof result>
export type ProfileDay = Extract<Result, { kind: 'profile-day' }>
export type RegisterSnapshot = Extract<Result, { kind: 'registers' }>
export type MeterEvents = Extract<Result, { kind: 'events' }>
export type MeterAlarms = NonNullable<MeterEvents['alarms']>
