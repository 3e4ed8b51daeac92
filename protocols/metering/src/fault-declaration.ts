/** What kinds of faults are about, in the order in which they are offered. */
export const faultGroups = ['line', 'concentrator', 'supply', 'voltage', 'tamper', 'failure', 'hand'] as const

/** What a fault can be done to. */
export const faultTargets = {
  place: 'home, box or substation',
  section: 'section',
  concentrator: 'concentrator or substation',
  'line-meter': 'meter of a line (serial number or home)',
  'home-meter': 'meter of a home on a line (serial number or home)',
  meters:
    'meter, home, box, feeder, substation, or a section for what is behind it; `:L1` after it: what hangs on that phase',
} as const

interface NumberParameter {
  readonly least: number
  readonly most: number
  /** Where the order names none; without it the harm has it from its circumstances. */
  readonly usual?: number
  /** Empty for a share of one. */
  readonly unit: string
  readonly means: string
}

interface PhaseParameter {
  readonly oneOf: readonly string[]
  readonly usual?: string
  readonly means: string
}

interface PlaceParameter {
  readonly place: true
  readonly means: string
}

/** A kind of fault. */
export interface FaultDeclaration {
  readonly group: (typeof faultGroups)[number]
  readonly target: keyof typeof faultTargets
  /** Whether meters feel it. */
  readonly ofMeter?: true
  /** Whether it is over when it has happened: it has no end, and nothing is left to be mended. */
  readonly isMoment?: true
  /** Of what is short by its nature: how long it lasts where an order names no end, and at most. */
  readonly seconds?: { readonly usual: number; readonly most: number }
  readonly parameters: Readonly<Record<string, NumberParameter | PhaseParameter | PlaceParameter>>
}

/** Phases are named as they are printed on meters. Without one a harm is felt on all phases of a meter. */
export const onAPhase = {
  oneOf: ['L1', 'L2', 'L3'],
  means: 'of a three-phase meter; all without it',
} as const

export function inVolts(least: number, most: number, usual: number) {
  return { least, most, usual, unit: 'V', means: 'between phase and neutral' } as const
}

export function inPercent(least: number, most: number, usual: number, means: string) {
  return { least, most, usual, unit: '%', means } as const
}
