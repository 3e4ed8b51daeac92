import { type CivilDay, calendarFields, civilDay } from './civil-day.ts'

/** Month and day of the public holidays of Italy that have a fixed date. */
const fixed = new Set(['1-1', '1-6', '4-25', '5-1', '6-2', '8-15', '11-1', '12-8', '12-25', '12-26'])

/** A public holiday of the whole of Italy: the fixed ones and Easter Monday; Sundays follow from the weekday. */
export function isItalianHoliday(day: CivilDay): boolean {
  const { year, month, dayOfMonth } = calendarFields(day)
  return fixed.has(`${month}-${dayOfMonth}`) || day === easterSunday(year) + 1
}

/** Easter Sunday of the Gregorian calendar (the anonymous algorithm of 1876). */
export function easterSunday(year: number): CivilDay {
  const golden = year % 19
  const century = Math.floor(year / 100)
  const yearOfCentury = year % 100
  const correction = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3)
  const epact = (19 * golden + century - Math.floor(century / 4) - correction + 15) % 30
  const toSunday =
    (32 + 2 * (century % 4) + 2 * Math.floor(yearOfCentury / 4) - epact - (yearOfCentury % 4)) % 7
  const late = Math.floor((golden + 11 * epact + 22 * toSunday) / 451)
  const ordinal = epact + toSunday - 7 * late + 114
  return civilDay(year, Math.floor(ordinal / 31), (ordinal % 31) + 1)
}
