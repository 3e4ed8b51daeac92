/** Kinds of what draws or feeds in, by the shape of its current. */
export const applianceKinds = [
  'resistive',
  'motor',
  'compressor',
  'electronics',
  'inverter',
  'panels',
] as const

export type ApplianceKind = (typeof applianceKinds)[number]

/** Mean power of each kind in the 96 wall-clock quarters of a day, W. */
export type LoadMix = Readonly<Record<ApplianceKind, ArrayLike<number>>>

/** Shares of an ordinary home, for loads of which nothing but the energy is known; our choice. */
const ordinary: Readonly<Record<ApplianceKind, number>> = {
  resistive: 0.5,
  motor: 0.05,
  compressor: 0.15,
  electronics: 0.25,
  inverter: 0.05,
  panels: 0,
}

/** The mix of an ordinary home; quarters are of no account to it. */
export const ordinaryMix = Object.fromEntries(
  applianceKinds.map(kind => [kind, new Float64Array(96).fill(ordinary[kind])]),
) as unknown as LoadMix
