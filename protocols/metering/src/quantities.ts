/** What a register counts or measures. */
export interface Quantity {
  readonly obis: string
  readonly name: string
  readonly unit: string
  /** An integer of the quantity times ten to this power is in `unit`. */
  readonly scaler: number
}

const energies: readonly (readonly [group: number, name: string, unit: string])[] = [
  [1, 'Active energy import (A+)', 'Wh'],
  [2, 'Active energy export (A−)', 'Wh'],
  [3, 'Reactive energy import (R+)', 'varh'],
  [4, 'Reactive energy export (R−)', 'varh'],
]

const powers: readonly (readonly [group: number, name: string, unit: string])[] = [
  [1, 'Active power import', 'W'],
  [2, 'Active power export', 'W'],
  [3, 'Reactive power import', 'var'],
  [4, 'Reactive power export', 'var'],
]

const phases = [
  [1, 32, 31],
  [2, 52, 51],
  [3, 72, 71],
] as const

/** The quantities that every meter has, in an order that stays (names after IEC 62056-6-1). */
export const knownQuantities: readonly Quantity[] = [
  ...energies.flatMap(([group, name, unit]) =>
    [0, 1, 2, 3, 4].map(tariff => ({
      obis: `1.0.${group}.8.${tariff}.255`,
      name: tariff === 0 ? `${name}, total` : `${name}, tariff ${tariff}`,
      unit,
      scaler: 0,
    })),
  ),
  ...powers.map(([group, name, unit]) => ({ obis: `1.0.${group}.7.0.255`, name, unit, scaler: 0 })),
  ...phases.flatMap(([phase, voltage, current]) => [
    { obis: `1.0.${voltage}.7.0.255`, name: `Voltage L${phase}`, unit: 'V', scaler: -1 },
    { obis: `1.0.${current}.7.0.255`, name: `Current L${phase}`, unit: 'A', scaler: -2 },
  ]),
]
