import { at, defined } from '@ferraris/bytes'
import { type CivilDay, weekday } from '../calendar/civil-day.ts'
import { isItalianHoliday } from '../calendar/holidays.ts'

/** From an hour of the wall clock on, a tariff (1..4) holds until the next entry or midnight. */
type DayProfile = readonly { readonly hour: number; readonly tariff: number }[]

/** A tariff calendar as data: which day has which profile (compare class 20, activity calendar). */
export interface TariffPlan {
  readonly name: string
  readonly dayProfiles: Readonly<Record<string, DayProfile>>
  /** Day profile of Monday … Sunday. */
  readonly week: readonly string[]
  readonly isSpecialDay: (day: CivilDay) => boolean
  readonly specialDay: string
}

/**
 * The Italian time bands F1, F2, F3 (regulator's resolution 181/06): F1 on working days 8-19; F2 on working days 7-8
 * and 19-23 and on Saturdays 7-23; F3 at night, on Sundays and on public holidays.
 */
export const italianBands: TariffPlan = {
  name: 'F1/F2/F3',
  dayProfiles: {
    working: [
      { hour: 0, tariff: 3 },
      { hour: 7, tariff: 2 },
      { hour: 8, tariff: 1 },
      { hour: 19, tariff: 2 },
      { hour: 23, tariff: 3 },
    ],
    saturday: [
      { hour: 0, tariff: 3 },
      { hour: 7, tariff: 2 },
      { hour: 23, tariff: 3 },
    ],
    rest: [{ hour: 0, tariff: 3 }],
  },
  week: ['working', 'working', 'working', 'working', 'working', 'saturday', 'rest'],
  isSpecialDay: isItalianHoliday,
  specialDay: 'rest',
}

/** The day profile that a plan gives to a day. */
export function dayProfile(plan: TariffPlan, day: CivilDay): DayProfile {
  const name = plan.isSpecialDay(day) ? plan.specialDay : at(plan.week, weekday(day))
  return defined(plan.dayProfiles[name], name)
}
