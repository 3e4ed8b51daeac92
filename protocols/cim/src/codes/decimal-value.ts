/** An integer times ten to a power, as plain decimal without exponent: `decimalValue(12345, -3)` is `12.345`. */
export function decimalValue(value: number | bigint, power: number): string {
  const digits = String(value < 0 ? -value : value)
  const sign = value < 0 ? '-' : ''
  if (power >= 0) return `${sign}${digits}${'0'.repeat(digits === '0' ? 0 : power)}`
  const padded = digits.padStart(1 - power, '0')
  const part = padded.slice(power).replace(/0+$/, '')
  return `${sign}${padded.slice(0, power)}${part === '' ? '' : `.${part}`}`
}
