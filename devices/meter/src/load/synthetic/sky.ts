import { type CivilDay, calendarFields, civilDay, weekday } from '../../calendar/civil-day.ts'
import { fraction } from '../chance.ts'

/** The sky over a district on one day; every home under the same weather seed sees the same one. */
export interface Sky {
  /** Hours of the wall clock. */
  readonly sunrise: number
  readonly sunset: number
  /** Mean outdoor temperature, °C. */
  readonly temperature: number
  /** 0 clear … 1 overcast. */
  readonly cloudiness: number
  /** Share of a panel's peak power at an hour of the wall clock under a clear sky, 0..1. */
  clearSky(hour: number): number
}

const latitude = (45.5 * Math.PI) / 180

export function skyOf(day: CivilDay, weatherSeed: number): Sky {
  const { dayOfYear } = calendarFields(day)
  const season = (2 * Math.PI * (dayOfYear - 172)) / 365.25
  const declination = 0.4093 * Math.cos(season)
  const noon = summerTime(day) ? 13.4 : 12.4
  const halfDay = (Math.acos(-Math.tan(latitude) * Math.tan(declination)) * 12) / Math.PI
  const sunAtZero = Math.sin(latitude) * Math.sin(declination)
  const sunSwing = Math.cos(latitude) * Math.cos(declination)
  // Weather lasts a few days: a slow and a fast share of chance.
  const slow = fraction(weatherSeed, Math.floor(day / 3))
  const fast = fraction(weatherSeed, -day)
  const gloom = 0.45 - 0.15 * Math.cos(season)
  return {
    sunrise: noon - halfDay,
    sunset: noon + halfDay,
    temperature: 13 + 11 * Math.cos(season - 0.5) + 6 * (slow - 0.5) + 4 * (fast - 0.5),
    cloudiness: Math.min(1, Math.max(0, gloom + 0.9 * (slow - 0.5) + 0.5 * (fast - 0.5))),
    clearSky: hour => Math.max(0, sunAtZero + sunSwing * Math.cos(((hour - noon) * Math.PI) / 12)),
  }
}

/** Central European summer time, by whole days: from the last Sunday of March to the last Sunday of October. */
function summerTime(day: CivilDay): boolean {
  const { year } = calendarFields(day)
  return day >= lastSunday(year, 3) && day < lastSunday(year, 10)
}

function lastSunday(year: number, month: number): CivilDay {
  const last = civilDay(year, month, 31)
  return last - ((weekday(last) + 1) % 7)
}
