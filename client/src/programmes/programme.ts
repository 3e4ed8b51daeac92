import type { Data, Obis } from '@ferraris/cosem'
import type { Static, TSchema } from 'typebox'
import type { DlmsMeter } from '../access/dlms-meter.ts'
import type { ClockReading } from '../clock/clock-reading.ts'
import type { Profile } from '../profiles/profile.ts'
import type { RegisterAnswer } from '../registers/quantity.ts'
import type { KeyChange } from './security/key-change.ts'
import type { SupplyReading } from './supply/supply-reading.ts'

/**
 * A programme is one piece of work at a meter over an association that stands. It reads first and acts only where something differs, so
 * that it may be performed again when an answer was lost. What the meter refuses is a step; what throws is the association
 * (TransportError, DlmsError) or a parameter that the caller has not checked.
 */

/** What became of one step, as the meter itself tells it. */
export interface Step {
  /** Which action of a sequence it belongs to: its number, from 1, and its kind. */
  readonly action?: string
  /** Object and attribute, or object and method: `0.0.17.0.0.255 thresholdNormal`. */
  readonly target: string
  /** verified: read back as wanted. done: accepted, and there is nothing to read back. differs: read back as something else. */
  readonly outcome: 'verified' | 'done' | 'refused' | 'differs'
  readonly wrote?: string
  readonly found?: string
  /** Why it was refused, or why nothing had to be written. */
  readonly reason?: string
}

/** What was read on the way; a programme that reads has it, and the final reading of a disconnection. */
export interface ProgrammeReadings {
  readonly registers?: readonly RegisterAnswer[]
  /** As they stood at an instant (seconds since 1970), from rows that were captured then. */
  readonly registersAt?: readonly { readonly time: number; readonly registers: readonly RegisterAnswer[] }[]
  readonly clock?: ClockReading
  readonly profiles?: readonly Profile[]
  readonly attributes?: readonly AttributeReading[]
  /** Where the supply switch stands: as it was read, or after it was operated. */
  readonly supply?: SupplyReading
}

export interface AttributeReading {
  readonly obis: Obis
  readonly classId: number
  readonly attribute: number
  readonly data: Data
}

export interface Performed {
  readonly steps: readonly Step[]
  readonly readings?: ProgrammeReadings
  /** One line for people. */
  readonly detail?: string
}

/** What a programme takes from its surroundings. */
export interface Means {
  /** Epoch milliseconds. */
  now(): number
  /** Octets that cannot be guessed. */
  random(length: number): Uint8Array
  /** The octets of a file or firmware image by its SHA-256, 64 hex digits; undefined for one that is not there. */
  file(sha256: string): Promise<Uint8Array | undefined>
  /** How far it is, 0 … 1. */
  progress?(part: number, what: string): void
  /** Waits for a meter that is still at work; without it looks follow one another at once. */
  pause?(ms: number): Promise<void>
  /** Asked between two requests: once aborted, its reason is thrown. */
  readonly signal?: AbortSignal | undefined
  /** Where the keys of a client of this meter are kept, without a number those of this association; undefined where they may not be changed. */
  readonly keys?: ((client?: number) => KeyChange | undefined) | undefined
  /** The Ed25519 key that verifies called emergencies; undefined in a system without them. */
  readonly emergencyKey?: (() => Promise<Uint8Array>) | undefined
}

/** `disconnects`: the customer may lose power; `legal`: what is billed may change. */
export type Risk = 'none' | 'disconnects' | 'legal'

export interface Programme<P extends TSchema = TSchema> {
  readonly kind: string
  /** What it does, for forms and help. */
  readonly title: string
  /** Bounds, titles and descriptions stand with each member. */
  readonly parameters: P
  /** What it may do to the customer or to what is billed; default: none. */
  risk?(parameters: Static<P>): Risk
  /** Two orders of a meter with the same subject contradict each other: the later one holds. Undefined for reads. */
  subject?(parameters: Static<P>): string | undefined
  perform(meter: DlmsMeter, parameters: Static<P>, means: Means): Promise<Performed>
}

/** Declares a programme and keeps the type of its parameters. */
export function programme<P extends TSchema>(declaration: Programme<P>): Programme<P> {
  return declaration
}

/** Steps alone. */
export function performed(...steps: readonly Step[]): Performed {
  return { steps }
}

/** Whether a step stands in the way of those that build on it. */
export function hasFailed({ outcome }: Step): boolean {
  return outcome === 'refused' || outcome === 'differs'
}
