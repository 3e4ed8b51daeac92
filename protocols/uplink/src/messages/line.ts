import { boolean, type Infer, integer, list, number, oneOf, optional, record, text } from '../check.ts'
import { aca, count, day, instant, latest, mostRepeaters, name } from './fields.ts'

/** A meter as the concentrator hears it. */
export const neighbour = record({
  aca,
  serial: optional(name),
  state: oneOf('new', 'adopted', 'silent', 'foreign'),
  /** Repeaters on the way, nearest first; empty when heard directly. */
  route: list(aca, mostRepeaters),
  phase: optional(oneOf('in', 'out')),
  /** Of the last link on the way, dB and dBµV; left out where it was not measured. */
  snr: optional(number(-100, 200)),
  signal: optional(number(-100, 300)),
  /** Share of exchanges of the last day that succeeded; left out where there were none. */
  success: optional(number(0, 1)),
  firstHeard: instant,
  lastHeard: instant,
  /** True when more than one device answers to this address. */
  clash: optional(boolean),
})

export type Neighbour = Infer<typeof neighbour>

export const lineStatistics = record({
  since: instant,
  until: instant,
  frames: count,
  airtimeSeconds: number(0, 1e9),
  exchanges: count,
  failed: count,
  completeness: record({ day, expected: count, received: count }),
})

export type LineStatistics = Infer<typeof lineStatistics>

/** A frame as it went over one hop of the power line. */
export const lineFrame = record({
  at: number(0, latest),
  /** ACA of the station that sent it, and of the next on its way; 03FFFFFFFFFF for all. */
  from: aca,
  to: aca,
  /** Hops behind it, 0 for the first. */
  hop: integer(0, mostRepeaters),
  /** How many octets it has. */
  octets: integer(0, 256),
  /** Whether `to` could decode it. */
  ok: boolean,
  /** The octets themselves, to be explained. */
  psdu: optional(text(/^([0-9A-Fa-f]{2}){0,256}$/, 'hex digits of at most 256 octets')),
})

export type LineFrame = Infer<typeof lineFrame>
