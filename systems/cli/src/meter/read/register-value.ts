import { type Data, type ScalerUnit, scaledText, unitSymbol } from '@ferraris/cosem'

/** A register's number with its scaler applied: exact as text, as a number for computing. */
export interface RegisterValue {
  readonly value: number
  readonly text: string
  readonly unit: string
}

/** Applies scaler and unit; undefined for data that is no number. */
export function registerValue(data: Data, { scaler, unit }: ScalerUnit): RegisterValue | undefined {
  if (typeof data.value !== 'number' && typeof data.value !== 'bigint') return undefined
  const text = scaledText(data.value, scaler)
  return { value: Number(text), text, unit: unitSymbol(unit) }
}
