import { type FaultDeclaration, inPercent, inVolts, onAPhase } from './fault-declaration.ts'

/**
 * What can be done to a simulated district, or to a single virtual meter, while it runs: command line, head-end and console
 * offer the same. A kind with `ofMeter` is a harm that meters feel, each for itself, whatever brought it about.
 */
export const faultTable = {
  noise: {
    group: 'line',
    target: 'place',
    parameters: {
      level: { least: 0, most: 140, usual: 100, unit: 'dBµV', means: 'at its own socket' },
    },
  },
  'cut-cable': { group: 'line', target: 'section', parameters: {} },
  'dead-repeater': { group: 'line', target: 'line-meter', parameters: {} },
  'dead-concentrator': { group: 'concentrator', target: 'concentrator', parameters: {} },
  'cut-wan': { group: 'concentrator', target: 'concentrator', parameters: {} },
  'moved-meter': {
    group: 'line',
    target: 'home-meter',
    parameters: { to: { place: true, means: 'substation or box it is taken to' } },
  },
  'bypassed-meter': {
    group: 'tamper',
    target: 'home-meter',
    parameters: {
      share: {
        least: 0.01,
        most: 1,
        usual: 0.7,
        unit: '',
        means: 'of what the home draws goes past the meter',
      },
    },
  },

  outage: { group: 'supply', target: 'meters', ofMeter: true, parameters: {} },
  'phase-outage': {
    group: 'supply',
    target: 'meters',
    ofMeter: true,
    parameters: { phase: { ...onAPhase, usual: 'L1' } },
  },
  'lost-neutral': {
    group: 'supply',
    target: 'meters',
    ofMeter: true,
    parameters: {
      level: { least: 0.1, most: 1000, unit: 'Ω', means: 'what is left of it; broken without' },
    },
  },
  'wrong-sequence': { group: 'supply', target: 'meters', ofMeter: true, parameters: {} },

  'extra-load': {
    group: 'supply',
    target: 'meters',
    ofMeter: true,
    parameters: {
      level: {
        least: 10,
        most: 30_000,
        usual: 3000,
        unit: 'W',
        means: 'more than the home draws otherwise, an oven',
      },
    },
  },

  sag: {
    group: 'voltage',
    target: 'meters',
    ofMeter: true,
    seconds: { usual: 20, most: 60 },
    parameters: {
      depth: {
        least: 0.1,
        most: 0.95,
        usual: 0.4,
        unit: '',
        means: 'share of the nominal voltage that is missing',
      },
      phase: onAPhase,
    },
  },
  swell: {
    group: 'voltage',
    target: 'meters',
    ofMeter: true,
    seconds: { usual: 20, most: 60 },
    parameters: { level: inVolts(253, 400, 276), phase: onAPhase },
  },
  undervoltage: {
    group: 'voltage',
    target: 'meters',
    ofMeter: true,
    parameters: { level: inVolts(23, 218, 200), phase: onAPhase },
  },
  overvoltage: {
    group: 'voltage',
    target: 'meters',
    ofMeter: true,
    parameters: { level: inVolts(242, 400, 258), phase: onAPhase },
  },
  harmonics: {
    group: 'voltage',
    target: 'meters',
    ofMeter: true,
    parameters: { level: inPercent(1, 60, 12, 'total harmonic distortion of the voltage'), phase: onAPhase },
  },
  'distorting-load': {
    group: 'voltage',
    target: 'meters',
    ofMeter: true,
    parameters: {
      level: inPercent(1, 300, 130, 'total harmonic distortion of the current'),
      phase: onAPhase,
    },
  },

  'meter-cover': { group: 'tamper', target: 'meters', ofMeter: true, parameters: {} },
  'terminal-cover': { group: 'tamper', target: 'meters', ofMeter: true, parameters: {} },
  magnet: { group: 'tamper', target: 'meters', ofMeter: true, parameters: {} },
  'current-without-voltage': {
    group: 'tamper',
    target: 'meters',
    ofMeter: true,
    parameters: { phase: { ...onAPhase, usual: 'L1' } },
  },
  'reverse-flow': { group: 'tamper', target: 'meters', ofMeter: true, parameters: {} },
  'load-side-voltage': {
    group: 'tamper',
    target: 'meters',
    ofMeter: true,
    parameters: { level: inVolts(12, 400, 230) },
  },
  'wrong-password': {
    group: 'tamper',
    target: 'meters',
    ofMeter: true,
    isMoment: true,
    parameters: { level: { least: 1, most: 100, usual: 3, unit: '', means: 'attempts' } },
  },

  'battery-low': { group: 'failure', target: 'meters', ofMeter: true, parameters: {} },
  'hot-terminal': {
    group: 'failure',
    target: 'meters',
    ofMeter: true,
    parameters: {
      level: { least: 60, most: 250, usual: 110, unit: '°C', means: 'of the terminal' },
      phase: onAPhase,
    },
  },
  'ram-error': { group: 'failure', target: 'meters', ofMeter: true, parameters: {} },
  'program-memory-error': { group: 'failure', target: 'meters', ofMeter: true, parameters: {} },
  'nv-memory-error': { group: 'failure', target: 'meters', ofMeter: true, parameters: {} },
  'measuring-system-error': { group: 'failure', target: 'meters', ofMeter: true, parameters: {} },
  'stopped-register': { group: 'failure', target: 'meters', ofMeter: true, parameters: {} },
  'clock-lost': { group: 'failure', target: 'meters', ofMeter: true, isMoment: true, parameters: {} },
  'radio-fault': { group: 'failure', target: 'meters', ofMeter: true, parameters: {} },
  'firmware-signature': { group: 'failure', target: 'meters', ofMeter: true, parameters: {} },

  'press-up': { group: 'hand', target: 'meters', ofMeter: true, isMoment: true, parameters: {} },
  'press-down': { group: 'hand', target: 'meters', ofMeter: true, isMoment: true, parameters: {} },
  'press-reconnect': { group: 'hand', target: 'meters', ofMeter: true, isMoment: true, parameters: {} },
} as const satisfies Readonly<Record<string, FaultDeclaration>>

type Table = typeof faultTable

/** Everything that the table names. */
export type FaultKind = keyof Table

/** What a meter feels. */
export type HarmKind = {
  [Kind in FaultKind]: Table[Kind] extends { readonly ofMeter: true } ? Kind : never
}[FaultKind]

export function isHarm(kind: FaultKind): kind is HarmKind {
  return 'ofMeter' in faultTable[kind]
}

/** The table with every entry as one type, for a kind that is only known when it runs. */
export const faultDeclarations: Readonly<Record<FaultKind, FaultDeclaration>> = faultTable
export const faultKinds = Object.keys(faultTable) as readonly FaultKind[]
export const harmKinds: readonly HarmKind[] = faultKinds.filter(isHarm)

/** A phase, as it is printed on a meter. */
export type Phase = (typeof onAPhase)['oneOf'][number]

type ParametersOf<Kind extends FaultKind> = Kind extends unknown ? keyof Table[Kind]['parameters'] : never

/** The parameters that any kind has. */
export type FaultParameter = ParametersOf<FaultKind>

/** Values of parameters; which of them a kind has, their units and their ranges are in the table. */
export type FaultParameters = {
  readonly [Name in FaultParameter]?:
    | (Name extends 'to' ? string : Name extends 'phase' ? Phase : number)
    | undefined
}

/** A fault as it is ordered; `target` names what the kind demands. */
export interface FaultOrder extends FaultParameters {
  readonly kind: FaultKind
  readonly target: string
  /** When it ends by itself, epoch milliseconds of the meters' time; without it, and without `for`, when it is mended. */
  readonly until?: number | undefined
  /** How long it lasts instead, seconds. */
  readonly for?: number | undefined
}

/** An active fault, since an instant in epoch milliseconds; `until` is null while it lasts until it is mended. */
export interface ActiveFault extends FaultParameters {
  readonly kind: FaultKind
  readonly target: string
  readonly since: number
  readonly until: number | null
}
