import { fraction } from '../load/chance.ts'
import { type ApplianceKind, applianceKinds, type LoadMix } from '../load/load-mix.ts'
import type { Feeder } from '../load/load-source.ts'

/** The orders that are measured. */
export const harmonicOrders = Array.from({ length: 39 }, (_, i) => 2 + i)

/** Orders 3, 5, 7, 9, 11 of the currents of appliances, % of the fundamental (textbook figures; heaters follow the voltage). */
const spectra: Readonly<Record<ApplianceKind, readonly number[]>> = {
  resistive: [0, 0, 0, 0, 0],
  motor: [8, 4, 2, 1, 0.5],
  compressor: [8, 4, 2, 1, 0.5],
  electronics: [78, 44, 23, 11.5, 8],
  inverter: [5, 3, 2, 1, 1],
  panels: [1.5, 2, 1.5, 0.5, 0.5],
}
/** Third harmonics of many appliances add up, higher ones partly cancel: the share that is left. From memory. */
const summation = [0.95, 0.75, 0.6]

/** What the grid brings along, %: orders 3, 5, 7, 9, 11 at most; the line's seed says how much of it. */
const background = [1.2, 2, 1.2, 0.4, 0.5]
/** Orders 2, 4, 6 of it. Appliances have none: their half waves are alike. A tenth of what EN 50160 allows; our choice. */
const evenBackground = [0.2, 0.1, 0.05]
/** Of the service line, ohms, and by how much it grows with each order. */
const serviceOhms = 0.3
const growth = 0.1
const nominal = 230

/** Harmonics of a phase, % of the fundamental, by {@link harmonicOrders}. */
export interface Harmonics {
  readonly current: readonly number[]
  readonly voltage: readonly number[]
}

/** Total harmonic distortion, %. */
export function totalDistortion(orders: readonly number[]): number {
  return Math.hypot(...orders)
}

/**
 * Harmonics of a phase from what runs in the home.
 *
 * @param amperes that the phase carries
 * @param forced total distortion that line and home have by harm, %; undefined for none
 */
export function harmonicsOf(
  mix: LoadMix,
  quarter: number,
  amperes: number,
  { seed }: Pick<Feeder, 'seed'>,
  forced: { readonly [Of in keyof Harmonics]: number | undefined },
): Harmonics {
  const watts = applianceKinds.map(kind => Math.abs(mix[kind][quarter] ?? 0))
  const all = watts.reduce((a, b) => a + b, 0)
  const drawn = harmonicOrders.map(order => {
    if (all === 0 || amperes === 0 || order % 2 === 0) return 0
    const sum = applianceKinds.reduce(
      (total, kind, i) => total + (watts[i] ?? 0) * listed(spectra[kind], order),
      0,
    )
    return ((summation[(order - 3) / 2] ?? summation.at(-1) ?? 1) * sum) / all
  })
  const current = amperes === 0 ? drawn : scaled(drawn, forced.current)
  const own = harmonicOrders.map((order, place) => {
    const drop = ((current[place] ?? 0) / 100) * amperes * serviceOhms * (1 + growth * order)
    const ofGrid = listed(order % 2 === 0 ? evenBackground : background, order)
    return ofGrid * (0.5 + 0.5 * fraction(seed, order)) + (100 * drop) / nominal
  })
  return { current, voltage: scaled(own, forced.voltage) }
}

/** A spectrum with another total, %; heaters have none, and get that of a supply without correction. */
function scaled(orders: readonly number[], total: number | undefined): readonly number[] {
  if (total === undefined) return orders
  const shape = orders.some(Boolean)
    ? orders
    : harmonicOrders.map(order => (order % 2 === 0 ? 0 : listed(spectra.electronics, order)))
  const factor = total / totalDistortion(shape)
  return shape.map(part => factor * part)
}

/** A value of a list of the odd orders from 3 on, or of the even ones from 2 on; beyond it they fall with their square. */
function listed(values: readonly number[], order: number): number {
  const first = order % 2 === 0 ? 2 : 3
  const last = first + 2 * (values.length - 1)
  return values[(order - first) / 2] ?? (values.at(-1) ?? 0) * (last / order) ** 2
}

/** The part of one order among those of a phase. */
export function partOf(orders: readonly number[], order: number): number {
  return orders[harmonicOrders.indexOf(order)] ?? 0
}
