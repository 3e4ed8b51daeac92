import { freeText, type Infer, integer, list, number, oneOf, optional, record, text } from '../check.ts'
import { count, instant, sha256 } from './fields.ts'

/** What a concentrator does of its own accord, again and again; each can be run at once (`run-now`). */
export const calendarEntries = [
  /** Reads the last day of all meters, and what is missing of days before. */
  'read-day',
  /** Searches the section for new, moved and silent meters. */
  'search',
  /** Reports the meters as they are heard, the figures of the line, energy balances. */
  'inventory',
  'statistics',
  'balances',
  /** Compares its clock with the time server. */
  'compare-clock',
] as const
export type CalendarEntry = (typeof calendarEntries)[number]

export const calendarEntry = oneOf(...calendarEntries)

/** Conditions of a concentrator, each a bit of its status word, from bit 0 on. Our choice, as the whole message. */
export const ownConditions = [
  /** No time source was heard since the start. */
  'clock-unset',
  /** Nothing can be written: nothing is read or accepted. */
  'storage-full',
  'head-end-away',
  'meters-silent',
  /** Many results wait for the head-end. */
  'results-wait',
  /** New firmware runs, and has not been heard by the head-end yet. */
  'firmware-on-trial',
  /** The first search of the section is not over. */
  'searching',
] as const
export type OwnCondition = (typeof ownConditions)[number]

/** The conditions of a status word; bits that have no name here are a newer concentrator's. */
export function conditionsOf(word: number): OwnCondition[] {
  return ownConditions.filter((_, bit) => (word & (1 << bit)) !== 0)
}

export function statusWordOf(conditions: ReadonlySet<OwnCondition>): number {
  return ownConditions.reduce((word, name, bit) => word | (conditions.has(name) ? 1 << bit : 0), 0)
}

export const version = text(/^[\x21-\x7e]{1,32}$/, 'a version of 1 to 32 visible ASCII characters')

/** A public key of Ed25519, 32 octets in base64url. */
export const publicKey = text(/^[A-Za-z0-9_-]{43}$/, 'a public key: 43 characters of base64url')

const ownClock = record({
  /** `given`: the time of the machine or of a simulation is taken as it is. */
  source: oneOf('unset', 'given', 'ntp'),
  server: optional(freeText(128)),
  stratum: optional(integer(0, 255)),
  /** How far its clock was ahead when it was last compared, and how long the question was under way, milliseconds. */
  offsetMs: optional(number(-1e13, 1e13)),
  delayMs: optional(number(0, 1e6)),
  comparedAt: optional(instant),
})

const ownFirmware = record({
  version,
  /** What it goes back to. */
  previous: optional(version),
  /** The image that runs; left out for the firmware it came with. */
  sha256: optional(sha256),
  /** The new one goes back by itself unless the head-end has been heard until then. */
  trialUntil: optional(instant),
})

const scheduled = record({
  entry: calendarEntry,
  everySeconds: optional(integer(1, 31_536_000)),
  lastAt: optional(instant),
  nextAt: optional(instant),
})

/** What a concentrator tells of itself. */
export const ownState = record({
  at: instant,
  startedAt: instant,
  /** Bits of `ownConditions`. */
  word: integer(0, 0xffff),
  clock: ownClock,
  firmware: ownFirmware,
  calendar: list(scheduled, 16),
  /** Its public key (Ed25519): by it a field device knows whom it talks to. */
  identity: publicKey,
  /** Number of the newest entry of its event log. */
  events: count,
})
export type OwnState = Infer<typeof ownState>

/** Entries of its event log that are not confirmed, oldest first. */
export const ownEvent = record({
  /** Runs on for ever; with it a repeated entry has no effect. */
  number: count,
  at: instant,
  code: text(/^[a-z][a-z-]{0,39}$/, 'a code: small letters and dashes, at most 40'),
  detail: optional(freeText(200)),
})
export type OwnEvent = Infer<typeof ownEvent>

/** Entries a message. */
export const mostOwnEvents = 100
