import type { Scale } from './push-layout.ts'

function one(unit: string): Scale {
  return { scaler: 0, unit }
}
/** The same in all quantities that `numbers` say: totals, or those of a phase (IEC 62056-6-1, table 7). */
function each(numbers: readonly number[], d: string, scale: Scale): [string, Scale][] {
  return numbers.map(c => [`${c}.${d}`, scale])
}

const activeQuantities = [1, 2, 16, 21, 22, 41, 42, 61, 62]
const reactiveQuantities = [3, 4, 5, 6, 7, 8, 23, 24, 43, 44, 63, 64]

/** Electrical quantities by groups C and D of their logical names, in the plain unit of each. */
export const electricalScales: Readonly<Record<string, Scale>> = Object.fromEntries([
  ...each(activeQuantities, '7', one('W')),
  ...each(reactiveQuantities, '7', one('var')),
  ...each([9, 10], '7', one('VA')),
  ...each(activeQuantities, '8', one('Wh')),
  ...each(reactiveQuantities, '8', one('varh')),
  ...each([31, 51, 71], '7', one('A')),
  ...each([32, 52, 72], '7', one('V')),
])

/** {@link electricalScales} with other scalers: of energies, currents, and so on, by unit. */
export function withScalers(scalers: Readonly<Record<string, number>>): Readonly<Record<string, Scale>> {
  return Object.fromEntries(
    Object.entries(electricalScales).map(([name, { unit }]) => [name, { unit, scaler: scalers[unit] ?? 0 }]),
  )
}
