/** EN 50160, classes of dips and swells: rows by residual voltage, columns by duration. */
const dipRows = [
  ['A', 0.8],
  ['B', 0.7],
  ['C', 0.4],
  ['D', 0.05],
  ['X', 0],
] as const
const dipColumns = [0.2, 0.5, 1, 5, 60] as const
const swellRows = [
  ['S', 1.2],
  ['T', 1.1],
] as const
const swellColumns = [0.5, 5, 60] as const

export const dipClasses = dipRows.flatMap(([row]) => dipColumns.map((_, i) => `${row}${i + 1}`))
export const swellClasses = swellRows.flatMap(([row]) => swellColumns.map((_, i) => `${row}${i + 1}`))

/** The class of a sag of this residual voltage, as a share of the nominal one; undefined for one that is none: beyond 90 % or a minute. */
export function dipClass(residual: number, seconds: number): string | undefined {
  if (residual >= 0.9) return undefined
  return classIn(dipRows, dipColumns, residual, seconds)
}

/** The class of a swell; undefined below 110 % and beyond a minute. */
export function swellClass(share: number, seconds: number): string | undefined {
  return classIn(swellRows, swellColumns, share, seconds)
}

function classIn(
  rows: readonly (readonly [string, number])[],
  columns: readonly number[],
  share: number,
  seconds: number,
): string | undefined {
  const row = rows.find(([, least]) => share >= least)
  const column = columns.findIndex(most => seconds <= most)
  return row === undefined || column < 0 ? undefined : `${row[0]}${column + 1}`
}

/** Highest share of single harmonics and of all of them in the voltage, percent for 95 % of a week. */
export const harmonicLimits: Readonly<Record<number, number>> = { 3: 5, 5: 6, 7: 5, 124: 8 }
/** Slow changes: within these for 95 % of the means of a week. */
export const voltageBand = { below: 0.9, above: 1.1, share: 0.95 } as const
export const nominalVolts = 230
