import { formatter, formatterBy } from './formatter.ts'

const count = formatter(
  locale => new Intl.NumberFormat(locale, { useGrouping: 'always', maximumFractionDigits: 0 }),
)

/** A whole number with its thousands apart: `12,480`, `12.480`. */
export function formatCount(locale: string, value: number): string {
  return count(locale).format(value)
}

const rate = formatter(
  locale => new Intl.NumberFormat(locale, { useGrouping: 'always', maximumSignificantDigits: 3 }),
)

/** A rate at the precision it deserves: `1,840`, `42.5`, `0.31`. */
export function formatRate(locale: string, value: number): string {
  return value >= 100 ? formatCount(locale, value) : rate(locale).format(value)
}

const percent = formatter(
  locale =>
    new Intl.NumberFormat(locale, { style: 'percent', minimumFractionDigits: 0, maximumFractionDigits: 2 }),
)

/** A share in percent. It rounds down, so that only what is whole reads "100 %". */
export function formatShare(locale: string, share: number): string {
  // The small term undoes the representation error of shares such as 0.9975 before rounding down.
  return percent(locale).format(Math.floor(share * 10_000 + 1e-6) / 10_000)
}

const seconds = formatter(
  locale => new Intl.NumberFormat(locale, { signDisplay: 'exceptZero', maximumFractionDigits: 1 }),
)

/** How far a clock is off: `+1.5 s`, `−12 s`, `0 s`. */
export function formatOffset(locale: string, value: number): string {
  return `${seconds(locale).format(value)} s`
}

const decimal = formatterBy(
  (locale, digits: number) =>
    new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
)

/** A number with so many decimals, no more and no fewer. */
export function formatDecimal(locale: string, value: number, decimals: number): string {
  return decimal(locale, decimals).format(value)
}
