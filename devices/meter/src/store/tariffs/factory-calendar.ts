import { obisCodes } from '@ferraris/metering'
import { calendarFields, civilDay } from '../../calendar/civil-day.ts'
import type { TariffPlan } from '../../metrology/tariff-plan.ts'
import type { TariffProgramme } from './tariff-programme.ts'

function text(value: string): Uint8Array {
  return new TextEncoder().encode(value)
}

/** Every selector of the factory's tariff scripts is the number of its tariff. */
const factoryTariffs: TariffProgramme['tariffs'] = { 1: 1, 2: 2, 3: 3, 4: 4 }

/**
 * The plan a meter leaves the factory with as tables of an activity calendar; its special days are given for the year
 * of a day and the one after.
 */
export function factoryProgramme(plan: TariffPlan, year: number): TariffProgramme {
  const known = programmes.get(plan)
  if (known?.year === year) return known.programme
  const programme = tablesOf(plan, year)
  programmes.set(plan, { year, programme })
  return programme
}

/** The last year asked for of each plan: all meters with a plan are in the same one, as a rule. */
const programmes = new WeakMap<TariffPlan, { readonly year: number; readonly programme: TariffProgramme }>()

function tablesOf(plan: TariffPlan, year: number): TariffProgramme {
  const names = Object.keys(plan.dayProfiles)
  const idOf = (name: string): number => names.indexOf(name) + 1
  const [monday, tuesday, wednesday, thursday, friday, saturday, sunday] = plan.week.map(idOf) as Week
  return {
    name: text(plan.name),
    seasons: [{ name: text('year'), start: { month: 1, dayOfMonth: 1 }, week: text('week') }],
    weeks: [{ name: text('week'), monday, tuesday, wednesday, thursday, friday, saturday, sunday }],
    days: Object.entries(plan.dayProfiles).map(([name, profile]) => ({
      dayId: idOf(name),
      schedule: profile.map(({ hour, tariff }) => ({
        start: { hour, minute: 0, second: 0, hundredths: 0 },
        scriptTable: obisCodes.tariffScripts,
        selector: tariff,
      })),
    })),
    special: specialDaysOf(plan, year).map((day, index) => {
      const { year, month, dayOfMonth } = calendarFields(day)
      return { index, date: { year, month, dayOfMonth }, dayId: idOf(plan.specialDay) }
    }),
    tariffs: factoryTariffs,
  }
}

type Week = [number, number, number, number, number, number, number]

function specialDaysOf(plan: TariffPlan, year: number): number[] {
  const first = civilDay(year, 1, 1)
  return Array.from({ length: civilDay(year + 2, 1, 1) - first }, (_, index) => first + index).filter(
    plan.isSpecialDay,
  )
}
