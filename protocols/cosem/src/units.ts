/** A physical unit of the DLMS unit enumeration (IEC 62056-6-2, class 3, unit). */
interface Unit {
  readonly code: number
  /** `Wh`, `V`; empty where a value has no unit. */
  readonly symbol: string
  readonly quantity: string
}

const table: readonly (readonly [code: number, symbol: string, quantity: string])[] = [
  [1, 'a', 'time (year)'],
  [2, 'mo', 'time (month)'],
  [3, 'wk', 'time (week)'],
  [4, 'd', 'time (day)'],
  [5, 'h', 'time (hour)'],
  [6, 'min', 'time (minute)'],
  [7, 's', 'time (second)'],
  [8, '°', 'phase angle'],
  [9, '°C', 'temperature'],
  [10, 'currency', 'local currency'],
  [11, 'm', 'length'],
  [12, 'm/s', 'speed'],
  [13, 'm³', 'volume'],
  [14, 'm³', 'corrected volume'],
  [15, 'm³/h', 'volume flux'],
  [16, 'm³/h', 'corrected volume flux'],
  [17, 'm³/d', 'volume flux per day'],
  [18, 'm³/d', 'corrected volume flux per day'],
  [19, 'l', 'volume (litre)'],
  [20, 'kg', 'mass'],
  [21, 'N', 'force'],
  [22, 'Nm', 'energy (newton metre)'],
  [23, 'Pa', 'pressure'],
  [24, 'bar', 'pressure (bar)'],
  [25, 'J', 'energy (joule)'],
  [26, 'J/h', 'thermal power'],
  [27, 'W', 'active power'],
  [28, 'VA', 'apparent power'],
  [29, 'var', 'reactive power'],
  [30, 'Wh', 'active energy'],
  [31, 'VAh', 'apparent energy'],
  [32, 'varh', 'reactive energy'],
  [33, 'A', 'current'],
  [34, 'C', 'electrical charge'],
  [35, 'V', 'voltage'],
  [36, 'V/m', 'electric field strength'],
  [37, 'F', 'capacitance'],
  [38, 'Ω', 'resistance'],
  [39, 'Ωm²/m', 'resistivity'],
  [40, 'Wb', 'magnetic flux'],
  [41, 'T', 'magnetic flux density'],
  [42, 'A/m', 'magnetic field strength'],
  [43, 'H', 'inductance'],
  [44, 'Hz', 'frequency'],
  [45, '1/Wh', 'active energy meter constant'],
  [46, '1/varh', 'reactive energy meter constant'],
  [47, '1/VAh', 'apparent energy meter constant'],
  [48, 'V²h', 'volt-squared hours'],
  [49, 'A²h', 'ampere-squared hours'],
  [50, 'kg/s', 'mass flux'],
  [51, 'S', 'conductance'],
  [52, 'K', 'temperature (kelvin)'],
  [53, '1/V²h', 'volt-squared hour meter constant'],
  [54, '1/A²h', 'ampere-squared hour meter constant'],
  [55, '1/m³', 'volume meter constant'],
  [56, '%', 'percentage'],
  [57, 'Ah', 'charge (ampere-hours)'],
  [60, 'Wh/m³', 'energy per volume'],
  [61, 'J/m³', 'calorific value'],
  [62, 'mol%', 'molar fraction'],
  [63, 'g/m³', 'mass density'],
  [64, 'Pa·s', 'dynamic viscosity'],
  [65, 'J/kg', 'specific energy'],
  [66, 'g/cm²', 'pressure (gram per square centimetre)'],
  [67, 'atm', 'pressure (atmosphere)'],
  [70, 'dBm', 'signal strength'],
  [71, 'dBµV', 'signal strength'],
  [72, 'dB', 'ratio of powers or amplitudes'],
  [253, '', 'reserved'],
  [254, 'other', 'another unit'],
  [255, '', 'no unit'],
]

/** The unit enumeration by code. */
export const units: ReadonlyMap<number, Unit> = new Map(
  table.map(([code, symbol, quantity]) => [code, { code, symbol, quantity }]),
)

/** Symbol of a unit code: `Wh` for 30; `unit 99` for a code that the table does not know. */
export function unitSymbol(code: number): string {
  return units.get(code)?.symbol ?? `unit ${code}`
}

/** Codes by the symbols that this project writes. */
export const unitCode = {
  h: 5,
  s: 7,
  '°C': 9,
  W: 27,
  VA: 28,
  var: 29,
  Wh: 30,
  VAh: 31,
  varh: 32,
  A: 33,
  V: 35,
  Hz: 44,
  '1/Wh': 45,
  '1/varh': 46,
  '%': 56,
  none: 255,
} as const
