import type { MeterEvent } from '@ferraris/metering'
import type { Phases } from '../metrology/sample.ts'
import type { Harm } from './harm.ts'
import type { Span } from './span.ts'

/** An event that the meter logs, at a true instant. */
export interface Happening {
  readonly at: number
  readonly event: MeterEvent
  /** How much it was: of voltages 0.1 V, of distortion 0.1 %, of currents 10 mA. */
  readonly magnitude?: number
  /** How long it was, seconds. */
  readonly duration?: number
}

/** A meter does not note what is over so soon, seconds; our choice. */
export const confirmedAfter = 3

/** What harm makes of the power of the phases that it touches. */
export type Flow =
  /** No current flows. */
  | 'cut'
  /** Current flows, but without its voltage the meter measures no power. */
  | 'unmeasured'
  /** It is measured, but the registers stand still. */
  | 'uncounted'
  /** It is measured the wrong way round. */
  | 'reversed'

/** The phases at an instant, in their order. */
export interface PhasesFelt {
  readonly volts: readonly number[]
  /** Active power drawn less what is fed in, W. */
  readonly watts: readonly number[]
}

/** A meter that feels harm. */
export interface HarmedMeter {
  readonly phases: Phases
  /** What the phases are at an instant, all harm felt. */
  felt(instant: number): PhasesFelt
  /** Stretches without supply. */
  readonly dead: readonly Span[]
  /** Stretches in which the switch of the supply is open. */
  readonly open: readonly Span[]
}

/** What a harm does to a meter at the instant at which it strikes. */
export interface StruckMeter {
  /** Attempts to open an association that fail. */
  failAttempts(count: number, at: number): void
  loseClock(at: number): void
}

/** What one kind of harm does to a meter. What it leaves out, the harm does not touch. */
export interface Effect {
  /** Whether it can only happen to a meter of three phases. */
  readonly isOfThreePhases?: boolean
  readonly flow?: Flow
  /** What the home draws more, W. */
  draws?(harm: Harm): number
  /** What stands in the error register while it holds, from so many seconds after its begin on. */
  readonly error?: { readonly event: MeterEvent; readonly after: number }
  /** Whether nothing gets to the meter or from it. */
  readonly isMute?: boolean
  /** The voltages of all phases, V, from what they would be without it. */
  voltages?(harm: Harm, phases: PhasesFelt): readonly number[]
  /** What the meter logs because of it. Events of a time without supply are left out by the log. */
  happens?(harm: Harm, meter: HarmedMeter): readonly Happening[]
  /** What else it does as it begins, once. */
  strikes?(harm: Harm, meter: StruckMeter, at: number): void
}
