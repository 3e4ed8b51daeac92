import type { ReadingType } from './reading-type.ts'

/** What an OBIS code alone says of a reading type; how values come about is added to it. */
export type QuantityType = Partial<ReadingType>

/** Numbers of fields, by what they stand for. */
export const accumulations = { register: 1, delta: 4, indicating: 6, instantaneous: 12 } as const
const kinds = {
  current: 4,
  demand: 8,
  energy: 12,
  frequency: 15,
  power: 37,
  powerFactor: 38,
  sags: 41,
  swells: 42,
  switchPosition: 43,
  voltage: 54,
  batteryVoltage: 94,
} as const
const units = {
  A: 5,
  V: 29,
  Hz: 33,
  W: 38,
  VA: 61,
  var: 63,
  cos: 65,
  VAh: 71,
  Wh: 72,
  varh: 73,
  count: 111,
  code: 114,
} as const

type Code = readonly [obis: string, type: QuantityType]
const electricity = 1
/** Tariffs that a code is made for; 0 is their sum. */
const tariffs = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const
/** Value group C counts on by 20 from phase to phase. Voltages to neutral are told as those of their phase. */
const phases = [
  [0, 0],
  [20, 128],
  [40, 64],
  [60, 32],
] as const

/** Energy and power by value group C, for all phases (IEC 62056-6-1, 6.2.2). Reactive in Q1 + Q2 is ours to say for import. */
const flows: readonly (readonly [c: number, flow: number, energy: number, power: number])[] = [
  [1, 1, units.Wh, units.W],
  [2, 19, units.Wh, units.W],
  [3, 5, units.varh, units.var],
  [4, 13, units.varh, units.var],
  [5, 15, units.varh, units.var],
  [6, 16, units.varh, units.var],
  [7, 17, units.varh, units.var],
  [8, 18, units.varh, units.var],
  [9, 1, units.VAh, units.VA],
  [10, 19, units.VAh, units.VA],
  [15, 20, units.Wh, units.W],
  [16, 4, units.Wh, units.W],
]

const singles: readonly (readonly [c: number, kind: number, unit: number])[] = [
  [11, kinds.current, units.A],
  [12, kinds.voltage, units.V],
  [13, kinds.powerFactor, units.cos],
  [14, kinds.frequency, units.Hz],
]

function energies(): Code[] {
  return flows.flatMap(([c, flowDirection, energy, power]) =>
    phases.flatMap(([step, phase]) => {
      const base = { commodity: electricity, flowDirection, phases: phase }
      const group = c + step
      const now = {
        ...base,
        accumulation: accumulations.instantaneous,
        measurementKind: kinds.power,
        unit: power,
      }
      return [
        ...tariffs.flatMap((tou): Code[] => {
          const counted = { ...base, measurementKind: kinds.energy, unit: energy, tou }
          const demand = {
            ...base,
            aggregate: 8,
            measuringPeriod: 53,
            accumulation: accumulations.indicating,
            measurementKind: kinds.demand,
            unit: power,
            tou,
          }
          return [
            [`1.0.${group}.8.${tou}.255`, { ...counted, accumulation: accumulations.register }],
            [`1.0.${group}.29.${tou}.255`, { ...counted, accumulation: accumulations.delta }],
            [`1.0.${group}.6.${tou}.255`, demand],
          ]
        }),
        [`1.0.${group}.7.0.255`, now] as const,
      ]
    }),
  )
}

function momentary(): Code[] {
  const base = { commodity: electricity, accumulation: accumulations.instantaneous }
  return singles.flatMap(([c, measurementKind, unit]) =>
    phases.flatMap(([step, phase]): Code[] => {
      const type = { ...base, measurementKind, unit, phases: phase }
      return [
        [`1.0.${c + step}.7.0.255`, type],
        [`1.0.${c + step}.25.0.255`, { ...type, aggregate: 2 }],
      ]
    }),
  )
}

function voltageEvents(): Code[] {
  return phases.slice(1).flatMap(([step, phase]): Code[] => {
    const base = {
      commodity: electricity,
      accumulation: accumulations.register,
      unit: units.count,
      phases: phase,
    }
    return [
      [`1.0.${12 + step}.32.0.255`, { ...base, measurementKind: kinds.sags }],
      [`1.0.${12 + step}.36.0.255`, { ...base, measurementKind: kinds.swells }],
    ]
  })
}

const now = { accumulation: accumulations.instantaneous } as const
const others: readonly Code[] = [
  [
    '1.0.91.7.0.255',
    { ...now, commodity: electricity, measurementKind: kinds.current, unit: units.A, phases: 16 },
  ],
  ['0.0.96.3.10.255', { ...now, measurementKind: kinds.switchPosition, unit: units.code }],
  ['0.0.96.6.3.255', { ...now, measurementKind: kinds.batteryVoltage, unit: units.V }],
]

/** Every OBIS code that a reading type is made for. Earlier ones win where two mean the same. */
export const quantityTypes: ReadonlyMap<string, QuantityType> = new Map([
  ...energies(),
  ...momentary(),
  ...voltageEvents(),
  ...others,
])
