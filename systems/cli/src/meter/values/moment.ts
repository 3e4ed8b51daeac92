import { type DateTime, weekday } from '@ferraris/cosem'
import { InputError } from '../../errors.ts'

/**
 * A moment as a person writes it, as the meter's local time: `2026-11-21`, `2026-11-21T12:30`, `2026-11-21 12:30:15`.
 * Without a deviation the meter's own zone decides. Throws InputError.
 */
export function parseMoment(text: string, parameter: string): DateTime {
  const [, date, hour = '0', minute = '0', second = '0'] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?)?$/.exec(text.trim()) ?? []
  if (
    date === undefined ||
    !isDate(date) ||
    Number(hour) > 23 ||
    Number(minute) > 59 ||
    Number(second) > 59
  ) {
    throw new InputError(
      parameter,
      `${JSON.stringify(text)} is no date or time`,
      'write for example 2026-11-21 or 2026-11-21T12:30 (local time of the meter)',
    )
  }
  return { ...localMidnight(date), hour: Number(hour), minute: Number(minute), second: Number(second) }
}

/** A calendar day. Throws InputError. */
export function parseDay(text: string, parameter: string): string {
  if (isDate(text)) return text
  throw new InputError(
    parameter,
    `${JSON.stringify(text)} is no calendar day`,
    'write for example 2026-11-21',
  )
}

/** 00:00 of a calendar day, whatever the deviation is then. */
export function localMidnight(date: string): DateTime {
  const [year, month, dayOfMonth] = date.split('-').map(Number) as [number, number, number]
  return {
    year,
    month,
    dayOfMonth,
    dayOfWeek: weekday(date) + 1,
    hour: 0,
    minute: 0,
    second: 0,
    hundredths: 0,
  }
}

function isDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text
}

/** The local day that a clock shows. */
export function localDay({ year, month, dayOfMonth }: DateTime): string | undefined {
  if (year === undefined || month === undefined || dayOfMonth === undefined) return undefined
  return `${year}-${String(month).padStart(2, '0')}-${String(dayOfMonth).padStart(2, '0')}`
}
