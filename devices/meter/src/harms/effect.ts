import type { Harm } from './harm.ts'

/** Which values a member of an order may have. */
export interface Bounds {
  readonly least: number
  readonly most: number
  readonly unit: string
}

/** What one kind of harm does to a meter. What it leaves out, the harm does not touch. */
export interface Effect {
  /** The members that an order of this kind may have beside its time. */
  readonly takes: {
    readonly phase?: 'may' | 'must'
    readonly depth?: Bounds
    readonly level?: Bounds
  }
  /** Whether it can only happen to a meter of three phases. */
  readonly isOfThreePhases?: boolean
  /** Seconds that it lasts at most; without it as long as one likes. */
  readonly longestSeconds?: number
  /** Whether the phases that it touches are without supply; a meter without any is dead. */
  readonly cutsSupply?: boolean
  /** Voltage of a phase that it touches, V, from what that would be without it. */
  voltage?(harm: Harm, volts: number): number
}
