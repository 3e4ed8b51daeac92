import { structure } from './values/composites.ts'
import { enumCode, integer } from './values/leaves.ts'
import type { ValueTypeOf } from './values/value-type.ts'

/** scal_unit_type: the number of a register times ten to the power of `scaler`, in `unit` (IEC 62056-6-2, class 3). */
export const scalerUnit = structure({ scaler: integer, unit: enumCode })
export type ScalerUnit = ValueTypeOf<typeof scalerUnit>

/**
 * `value · 10^scaler` as the number that a person would write: `scaled(2301, -1)` is 230.1. An integer is multiplied or
 * divided once by a power of ten that binary holds exactly, so the result is the nearest number to the decimal one.
 */
export function scaled(value: number, scaler: number): number {
  const product = scaler < 0 ? value / 10 ** -scaler : value * 10 ** scaler
  // A fraction (float32, float64) comes with noise of its own: 1.15 · 100 is 114.99999999999999.
  return Number.isInteger(value) ? product : Number(product.toPrecision(15))
}

/** `value · 10^scaler` as decimal text, exact for integers of any size: `scaledText(12345n, -3)` is `12.345`. */
export function scaledText(value: number | bigint, scaler: number): string {
  if (typeof value === 'number' && !Number.isInteger(value)) return String(scaled(value, scaler))
  const whole = BigInt(value)
  if (scaler >= 0) return String(whole * 10n ** BigInt(scaler))
  const digits = String(whole < 0n ? -whole : whole).padStart(1 - scaler, '0')
  return `${whole < 0n ? '-' : ''}${digits.slice(0, scaler)}.${digits.slice(scaler)}`
}
