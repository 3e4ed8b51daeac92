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
  word('1.0.32.7.0.255', 'V'),
  word('1.0.52.7.0.255', 'V'),
  word('1.0.72.7.0.255', 'V'),
  word('1.0.31.7.0.255', 'A', -2),
  word('1.0.51.7.0.255', 'A', -2),
  word('1.0.71.7.0.255', 'A', -2),
  double('1.0.1.7.0.255', 'W'),
  double('1.0.2.7.0.255', 'W'),
  double('1.0.1.8.0.255', 'Wh'),
  double('1.0.2.8.0.255', 'Wh'),
]
const serial: Place = { type: 'octet-string', obis: '0.0.96.1.0.255' }
const unknown: Place = { type: 'long-unsigned' }

/**
 * Landis+Gyr. E450 and E360 without names, with and without three numbers that nobody has explained; E450 and E570 of
 * Alpine networks with names, or the list of their objects. E350 and E450 of the north say all themselves.
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
