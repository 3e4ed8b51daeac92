import { defined } from '@ferraris/bytes'
import { type Obis, obisName, type ScalerUnit, unitSymbol } from '@ferraris/cosem'
import { knownQuantities, type Quantity } from '@ferraris/metering'
import type { ReadingTypes } from '../../readings/reading-types.ts'

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

/** Multiplies a meter's number into the integer of the register's reading type, which must be there. */
export function factorInto(types: ReadingTypes, obis: string, { scaler }: ScalerUnit): number {
  return 10 ** (scaler - defined(types.of(obis), `reading type of ${obis}`).scaler)
}
