import { msPerDay } from '@ferraris/metering'

/**
 * A day of the calendar without a time zone: whole days since Thursday 1970-01-01.
 * Loads belong to civil days; the meter's clock decides which instants they cover.
 */
export type CivilDay = number

/** The civil day of a year, month (1..12) and day of month, proleptic Gregorian. */
export function civilDay(year: number, month: number, dayOfMonth: number): CivilDay {
  return Date.UTC(year, month - 1, dayOfMonth) / msPerDay
}

/** Reads `YYYY-MM-DD`; undefined when the text is no date of the calendar. */
export function parseCivilDay(text: string): CivilDay | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined
  const day = Date.parse(`${text}T00:00:00Z`) / msPerDay
  return Number.isInteger(day) && formatCivilDay(day) === text ? day : undefined
}

/** Writes `YYYY-MM-DD`. */
export function formatCivilDay(day: CivilDay): string {
  return new Date(day * msPerDay).toISOString().slice(0, 10)
}

/** 0 Monday … 6 Sunday. */
export function weekday(day: CivilDay): number {
  return modulo(day + 3, 7)
}

/** Year, month (1..12), day of month and day of year (1..366). */
export function calendarFields(day: CivilDay) {
  const date = new Date(day * msPerDay)
  const year = date.getUTCFullYear()
  return {
    year,
    month: date.getUTCMonth() + 1,
    dayOfMonth: date.getUTCDate(),
    dayOfYear: day - civilDay(year, 1, 1) + 1,
  }
}

/** The remainder that is never negative. */
export function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor
}
