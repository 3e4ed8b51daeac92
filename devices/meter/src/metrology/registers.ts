/** The cumulative registers of the meter, in the order in which rows of them are kept. */
export const channels = [
  'import',
  'export',
  'reactiveImport',
  'reactiveExport',
  'tariff1',
  'tariff2',
  'tariff3',
  'tariff4',
] as const

/** Name of a cumulative register. A+, A−, R+, R−; the tariff registers split A+. */
export type Channel = (typeof channels)[number]

/** Places of what the meter measures by quarter, A+, A−, R+, R−; the tariffs follow from it. */
export const measured = [0, 1, 2, 3] as const

/** Place of a measured channel. */
export type Measured = (typeof measured)[number]

/** Places of the measured channels by name. */
export const measuredAt = {
  import: 0,
  export: 1,
  reactiveImport: 2,
  reactiveExport: 3,
} as const satisfies Partial<Record<Channel, Measured>>
export type MeasuredChannel = keyof typeof measuredAt

/** One column for each measured channel. */
export type MeasuredColumns<Column> = readonly [Column, Column, Column, Column]

/** Place of the tariff register T1 in a row; T2..T4 follow. */
export const tariffsAt = 4

/** All cumulative registers at one instant, whole Wh and varh, in the order of {@link channels}; to be read only. */
export type Registers = ArrayLike<number> & Pick<Float64Array, 'map' | 'slice'>

/** A row while metrology counts in it. */
export type CountedRow = Float64Array

/** A register of a row by its name. */
export function register(row: Registers, channel: Channel): number {
  return row[channels.indexOf(channel)] ?? 0
}

/** Counts energy in a register of a row. */
export function count(row: CountedRow, place: number, energy: number): void {
  row[place] = (row[place] ?? 0) + energy
}
