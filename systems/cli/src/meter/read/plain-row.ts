import { type Plain, type Profile, plainAttribute, quantityOf, rawNumber } from '@ferraris/client'
import type { Data, ScalerUnit } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { columnKindOf } from '@ferraris/cosem/profile'

/** A row of a profile with scaled values and times as text. */
export function plainRow(profile: Profile, row: readonly Data[]): Plain[] {
  return row.map((cell, i) => plainCell(cell, profile.units[i], isTime(profile, i)))
}

/** Whether a column holds moments. */
export function isTime({ head }: Profile, column: number): boolean {
  const captured = head.columns[column]
  return captured !== undefined && columnKindOf(captured) === 'time'
}

function plainCell(cell: Data, unit: ScalerUnit | undefined, isTime: boolean): Plain {
  if (unit === undefined) return plainAttribute(isTime ? classes.clock : undefined, 2, cell)
  const raw = rawNumber(cell)
  return raw === undefined ? null : quantityOf(raw, unit).value
}
