import { obisCodes } from '@ferraris/metering'

/** A value of a meter by the name COSEM has for it. */
export interface Reading {
  readonly obis: string
  readonly value: number
  /** `value` times ten to this power is in `unit`. */
  readonly scaler: number
  readonly unit: 'Wh' | 'varh' | 'VAh' | 'W' | 'VA' | 'V' | 'A' | 'Hz' | 's' | '%' | ''
}

function reading(unit: Reading['unit'], scaler = 0) {
  return (obis: string, value: number): Reading => ({ obis, value, scaler, unit })
}

const wattHours = reading('Wh')
const varHours = reading('varh')
export const watts = reading('W')
export const tenthsOfVolts = reading('V', -1)
export const hundredthsOfAmperes = reading('A', -2)
export const millihertz = reading('Hz', -3)
export const voltAmperes = reading('VA')
export const voltAmpereHours = reading('VAh')
export const thousandths = reading('', -3)
export const seconds = reading('s')
export const plainNumber = reading('')

interface Energies {
  readonly activeImport: number
  readonly activeExport: number
  readonly reactiveImport: number
  readonly reactiveExport: number
}

export function energyReadings(row: Energies): Reading[] {
  return [
    wattHours(obisCodes.activeEnergyImport, row.activeImport),
    wattHours(obisCodes.activeEnergyExport, row.activeExport),
    varHours(obisCodes.reactiveEnergyImport, row.reactiveImport),
    varHours(obisCodes.reactiveEnergyExport, row.reactiveExport),
  ]
}

interface Tariffs {
  readonly tariff1: number
  readonly tariff2: number
  readonly tariff3: number
  readonly tariff4: number
}

export function tariffReadings(row: Tariffs): Reading[] {
  return [row.tariff1, row.tariff2, row.tariff3, row.tariff4].map((value, i) =>
    wattHours(`1.0.1.8.${i + 1}.255`, value),
  )
}
