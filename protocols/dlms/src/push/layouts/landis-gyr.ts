import { obisCodes } from '@ferraris/metering'
import { withScalers } from './electrical-scales.ts'
import type { Place, PositionalLayout, UnscaledLayout } from './push-layout.ts'

function word(obis: string, unit: string, scaler = 0): Place {
  return {
    type: 'long-unsigned',
    obis,
    unit,
    scaler,
  }
}
function double(obis: string, unit: string): Place {
  return {
    type: 'double-long-unsigned',
    obis,
    unit,
    scaler: 0,
  }
}

const measured = [
  word(obisCodes.voltageL1, 'V'),
  word(obisCodes.voltageL2, 'V'),
  word(obisCodes.voltageL3, 'V'),
  word(obisCodes.currentL1, 'A', -2),
  word(obisCodes.currentL2, 'A', -2),
  word(obisCodes.currentL3, 'A', -2),
  double(obisCodes.activePowerImport, 'W'),
  double(obisCodes.activePowerExport, 'W'),
  double(obisCodes.activeEnergyImport, 'Wh'),
  double(obisCodes.activeEnergyExport, 'Wh'),
]
const serial: Place = { type: 'octet-string', obis: obisCodes.serialNumber }
const unknown: Place = { type: 'long-unsigned' }

/**
 * Landis+Gyr. E450 and E360 without names, with and without three numbers without published meaning; E450 and E570 of
 * Alpine networks with names, or the list of their objects. E350 and E450 of the north are self-describing.
 */
export const landisGyr: readonly (PositionalLayout | UnscaledLayout)[] = [
  { kind: 'positional', name: 'Landis+Gyr, list of 11', places: [...measured, serial] },
  {
    kind: 'positional',
    name: 'Landis+Gyr, list of 14',
    places: [...measured, unknown, unknown, unknown, serial],
  },
  { kind: 'unscaled', name: 'Landis+Gyr, without units', maker: 'LGZ', scales: withScalers({ A: -2 }) },
]
