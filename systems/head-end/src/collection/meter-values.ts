import {
  type Data,
  decodeData,
  decodeDateTime,
  type Obis,
  obisName,
  scalerUnit,
  unitSymbol,
} from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import type { GetDataResult } from '@ferraris/dlms'
import { momentOf, type Stamps } from '@ferraris/metering'
import type { ProfileFacts, ScalerUnit } from '../database/tables.ts'
import { knownQuantities, type Quantity, type ReadingTypes } from '../readings/reading-types.ts'
import { SessionError } from './failure.ts'

/** The value a meter gave, or undefined if it refused the attribute. */
export function given(result: GetDataResult | undefined): Data | undefined {
  return result?.kind === 'data' ? decodeData(result.data) : undefined
}

/** A number of any integer type; floats too, as they are. */
export function numberOf(value: Data | undefined): number | undefined {
  if (typeof value?.value === 'number') return value.value
  if (typeof value?.value === 'bigint') return Number(value.value)
  return undefined
}

/** A date-time, alone or as octet-string, as seconds since 1970 with hundredths; undefined if it names no instant. */
export function instantIn(value: Data | undefined, stamps: Stamps): number | undefined {
  if (value?.type !== 'octet-string' && value?.type !== 'date-time') return undefined
  if (value.value.length !== 12) return undefined
  const instant = momentOf(value.value, stamps)
  // A clock that shows whole seconds is on average half a second further.
  return instant === undefined ? undefined : instant + (decodeDateTime(value.value).hundredths ?? 50) / 100
}

export function textOf(value: Data | undefined): string | undefined {
  if (typeof value?.value === 'string') return value.value
  if (!(value?.value instanceof Uint8Array)) return undefined
  const text = Buffer.from(value.value).toString('latin1')
  return /^[\x20-\x7e]+$/.test(text) ? text : undefined
}

/** More than any meter captures; what a meter says of itself is kept, and must not grow without bounds. */
const mostColumns = 64

/** Columns and period of a profile; undefined if the meter has no such profile. */
export function profileFactsOf(
  objects: Data | undefined,
  period: Data | undefined,
): ProfileFacts | undefined {
  if (objects === undefined) return undefined
  const columns = classes.profileGeneric.attributes.captureObjects.type.decode(objects)
  if (columns.length > mostColumns) {
    throw new SessionError(
      'application',
      `a profile of ${columns.length} columns; no more than ${mostColumns} are believed`,
    )
  }
  return {
    capturePeriod: numberOf(period) ?? 0,
    columns: columns.map(({ classId, obis, attribute }) => ({ classId, obis, attribute })),
  }
}

/** scaler_unit of a register; registers that do not tell count as plain numbers. */
export function scalerUnitOf(value: Data | undefined): ScalerUnit {
  return value === undefined ? { scaler: 0, unit: 255 } : scalerUnit.decode(value)
}

/** The quantity that a register measures: of our own list, else as the meter describes it. */
export function quantityOf(obis: string, { scaler, unit }: ScalerUnit): Quantity {
  return (
    knownQuantities.find(known => known.obis === obis) ?? {
      obis,
      name: obisName(obis as Obis),
      unit: unitSymbol(unit),
      scaler,
    }
  )
}

/** Multiplies a meter's number into the integer of the register's reading type. */
export function factorInto(types: ReadingTypes, obis: string, { scaler }: ScalerUnit): number {
  const type = types.of(obis)!
  return 10 ** (scaler - type.scaler)
}

/** `number · factor` as the integer that is stored; a factor below one divides, so that no binary noise comes in. */
export function stored(number: number, factor: number): number {
  return Math.round(factor < 1 ? number / Math.round(1 / factor) : number * factor)
}
