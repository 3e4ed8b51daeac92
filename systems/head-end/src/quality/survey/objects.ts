import { type Obis, obis } from '@ferraris/cosem'

/** Value group C of voltages and currents by phase (IEC 62056-6-1, table of electricity quantities). */
export const voltageOfPhase = [32, 52, 72] as const
export const currentOfPhase = [31, 51, 71] as const
/** Orders of harmonics that are read; 124 is the total distortion. */
export const harmonicOrders = [3, 5, 7] as const
export const totalDistortion = 124

interface Counted {
  readonly classId: number
  readonly obis: Obis
}

/** Numbers of failures of any phase, and of long ones, the last long one in seconds, and of each phase its sags and swells. */
export const qualityCounters: readonly Counted[] = [
  ...['0.0.96.7.21.255', '0.0.96.7.9.255'].map(name => ({ classId: 1, obis: obis(name) })),
  { classId: 3, obis: obis('0.0.96.7.19.255') },
  ...voltageOfPhase.flatMap(c => [32, 36].map(d => ({ classId: 1, obis: obis(`1.0.${c}.${d}.0.255`) }))),
]

/** Distortion of voltage and current, percent. */
export const distortions: readonly Counted[] = [...voltageOfPhase, ...currentOfPhase].flatMap(c =>
  [...harmonicOrders, totalDistortion].map(e => ({ classId: 3, obis: obis(`1.0.${c}.7.${e}.255`) })),
)

/** Profiles of means of voltage: of ten minutes, else of fifteen. */
export const voltageProfiles: readonly Obis[] = [obis('1.0.99.1.2.255'), obis('1.0.99.1.1.255')]

/** What a column of a voltage profile is, by value group D; undefined for another quantity. */
export function voltageColumnOf(name: string): { phase: number; of: 'least' | 'mean' | 'most' } | undefined {
  const [, , c, d] = name.split('.')
  const phase = voltageOfPhase.findIndex(known => String(known) === c) + 1
  const of = kinds[d ?? '']
  return phase === 0 || of === undefined ? undefined : { phase, of }
}

/** Minimum, average, last average and maximum of the averaging scheme, and the value itself. */
const kinds: Readonly<Record<string, 'least' | 'mean' | 'most'>> = {
  '3': 'least',
  '13': 'least',
  '23': 'least',
  '24': 'mean',
  '25': 'mean',
  '4': 'mean',
  '5': 'mean',
  '27': 'mean',
  '7': 'mean',
  '6': 'most',
  '16': 'most',
  '26': 'most',
}
