import { type Data, type Obis, type ScalerUnit, scaledText, unitSymbol } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'

/** A number with its unit; the scaler is applied. */
export interface Quantity {
  readonly value: number
  /** All its decimals, exact for integers of any size. */
  readonly text: string
  /** `Wh`, `V`, … */
  readonly unit: string
}

/** A register as the meter gave it. */
export interface RawRegister {
  readonly obis: Obis
  /** The meter's number, its scaler not applied. */
  readonly raw: number | bigint
  readonly scalerUnit: ScalerUnit
}

/** A register with its scaler applied. */
export type RegisterReading = RawRegister & Quantity

/** The reason for which the meter did not give a register. */
export interface RefusedRegister {
  readonly obis: Obis
  readonly refused: string
}

export type RegisterAnswer = RegisterReading | RefusedRegister

/** A plain number. */
export const noUnit: ScalerUnit = { scaler: 0, unit: 255 }

/** Applies scaler and unit. */
export function quantityOf(raw: number | bigint, { scaler, unit }: ScalerUnit): Quantity {
  const text = scaledText(raw, scaler)
  return { value: Number(text), text, unit: unitSymbol(unit) }
}

/** A number of any type. */
export function rawNumber(data: Data | undefined): number | bigint | undefined {
  const value = data?.value
  return typeof value === 'number' || typeof value === 'bigint' ? value : undefined
}

/** The same as a number; those beyond 2^53 lose their last digits. */
export function numberOf(data: Data | undefined): number | undefined {
  const raw = rawNumber(data)
  return raw === undefined ? undefined : Number(raw)
}

/** Where value and scaler_unit stand in the classes that measure (IEC 62056-6-2, classes 3, 4 and 5). */
interface RegisterPlace {
  readonly value: number
  readonly scalerUnit: number
}

const { register, extendedRegister, demandRegister } = classes

const places: ReadonlyMap<number, RegisterPlace> = new Map(
  [register, extendedRegister].map(({ classId, attributes }): [number, RegisterPlace] => [
    classId,
    { value: attributes.value.id, scalerUnit: attributes.scalerUnit.id },
  ]),
).set(demandRegister.classId, {
  value: demandRegister.attributes.currentAverageValue.id,
  scalerUnit: demandRegister.attributes.scalerUnit.id,
})

/** Undefined for a class that does not measure. */
export function registerPlace(classId: number): RegisterPlace | undefined {
  return places.get(classId)
}
