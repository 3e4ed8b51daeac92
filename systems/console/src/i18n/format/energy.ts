import { formatter } from './formatter.ts'

const exact = formatter(
  locale => new Intl.NumberFormat(locale, { useGrouping: 'always', minimumFractionDigits: 3 }),
)
const brief = formatter(
  locale =>
    new Intl.NumberFormat(locale, {
      useGrouping: 'always',
      minimumFractionDigits: 1,
      maximumFractionDigits: 1,
    }),
)
const fine = formatter(
  locale => new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 }),
)

/** Base units go to thousands: Wh to kWh, varh to kvarh, W to kW. */
const inThousands: Record<string, string> = {
  Wh: 'kWh',
  varh: 'kvarh',
  VAh: 'kVAh',
  W: 'kW',
  var: 'kvar',
  VA: 'kVA',
}

/** An amount of base units to its last digit: 61234 Wh is `61.234 kWh`. */
export function formatExact(locale: string, value: number, unit: string): string {
  const larger = inThousands[unit]
  return larger
    ? `${exact(locale).format(value / 1000)} ${larger}`
    : `${formatPlain(locale, value)} ${unit}`.trim()
}

/** An amount of base units for reading at a glance: 61234 Wh is `61.2 kWh`, 412 W is `0.41 kW`. */
export function formatBrief(locale: string, value: number, unit: string): string {
  const larger = inThousands[unit]
  if (!larger) return `${formatPlain(locale, value)} ${unit}`.trim()
  const scaled = value / 1000
  return `${(Math.abs(scaled) < 10 ? fine : brief)(locale).format(scaled)} ${larger}`
}

const plain = formatter(
  locale => new Intl.NumberFormat(locale, { useGrouping: 'always', maximumFractionDigits: 3 }),
)
function formatPlain(locale: string, value: number): string {
  return plain(locale).format(value)
}
