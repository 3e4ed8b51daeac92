import { classes } from '@ferraris/cosem/classes'
import { obisCodes } from '@ferraris/metering'
import type { Automation } from '../../automation/automation.ts'
import type { CivilDay } from '../../calendar/civil-day.ts'
import { isOnDay } from '../../calendar/moments.ts'
import type { TariffProgramme } from '../../store/tariffs/tariff-programme.ts'

const { entries } = classes.specialDaysTable.attributes

/** The special days (class 11) as they were set, or those of the plan that the meter left the factory with. */
export function specialDayTable({ settings, store }: Automation, now: number): TariffProgramme['special'] {
  const kept = settings.data(obisCodes.specialDays, entries.id)
  return kept === undefined ? store.tariffs.programme(now).special : entries.type.decode(kept)
}

/** Tells the number of the day profile of a special day; the first entry that fits counts. */
export function specialDays(automation: Automation, now: number): (day: CivilDay) => number | undefined {
  const table = specialDayTable(automation, now)
  return day => table.find(({ date }) => isOnDay(date, day))?.dayId
}
