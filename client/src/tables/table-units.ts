import { type ScalerUnit, unitCode } from '@ferraris/cosem'
import { columnKindOf } from '@ferraris/cosem/profile'
import type { Reading } from '@ferraris/smitp/tables'
import type { ProfileColumn } from '../profiles/profile-head.ts'

/** Scaler and unit of a column of a profile from tables; undefined for moments, status and codes. */
export function tableUnit(column: ProfileColumn): ScalerUnit | undefined {
  if (columnKindOf(column) === 'time' || column.classId === 1 || column.classId === 8) return undefined
  const unit = column.classId === 4 ? 'W' : /^1\.0\.[34]\./.test(column.obis) ? 'varh' : 'Wh'
  return { scaler: 0, unit: unitCode[unit] }
}

/** Scaler and unit of a register from tables. */
export function scalerUnitOfReading({ scaler, unit }: Reading): ScalerUnit {
  return { scaler, unit: unit === '' ? 255 : unitCode[unit] }
}
