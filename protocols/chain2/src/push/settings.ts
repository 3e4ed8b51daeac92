import { type ProfileMask, profiles } from '../profiles.ts'

/** When a change of power is told. Each holds for a sample that is followed by another one that says the same. */
export const powerRules = ['band', 'change', 'step'] as const
export type PowerRule =
  /** The power has left its band, by more than the hysteresis. */
  | 'band'
  /** The power is a whole resolution away from the one told last. */
  | 'change'
  /** The power has changed by a whole resolution from one sample to the next, or the one after. */
  | 'step'

/** The rules by which a meter pushes, as data (use cases A.2, A.3 and A.7). */
export interface PushSettings {
  /** Frames that the customer has asked for. */
  readonly profile: ProfileMask
  readonly power: {
    /** 21 of consumption, 41 of a production meter, 51 of both together. */
    readonly frame: 21 | 41 | 51
    readonly rules: readonly PowerRule[]
    /** Width of a band in W: the resolution. */
    readonly gap: number
    /** W beyond a level, before its crossing counts. */
    readonly hysteresis: number
    /** From one frame of power to the next at least. */
    readonly spacingSeconds: number
  }
  readonly overload: {
    /** W that the limiter lets through. */
    readonly availablePower: number
    /** W below it, before the overload is over. */
    readonly hysteresis: number
    /** So long it must stay over, so that one that flickers is told once. */
    readonly backSeconds: number
    /** From one frame of a countdown to the next. */
    readonly repeatSeconds: number
  }
  readonly week: {
    /** Wh of a week; without it nothing is told. */
    readonly threshold: number | undefined
    /** IANA time zone, in which weeks begin on Monday. */
    readonly zone: string
  }
}

/** Resolution of a contract: a tenth in steps of 10 W, at least 100 W. 300 W at 3 kW. */
export function gapOf(contractPower: number): number {
  return Math.max(100, Math.round(contractPower / 100) * 10)
}

/** What an Italian meter is delivered with: a tenth more than the contract is available. */
export function defaultPushSettings(contractPower: number): PushSettings {
  const gap = gapOf(contractPower)
  return {
    profile: profiles.prepaid,
    power: {
      frame: 21,
      rules: powerRules,
      gap,
      hysteresis: Math.round(gap / 10),
      spacingSeconds: 2,
    },
    overload: {
      availablePower: Math.round(contractPower * 1.1),
      hysteresis: Math.round(gap / 10),
      backSeconds: 5,
      repeatSeconds: 30,
    },
    week: { threshold: undefined, zone: 'Europe/Rome' },
  }
}
