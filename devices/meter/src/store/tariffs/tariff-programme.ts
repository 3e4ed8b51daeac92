import { at, fromHex, toHex } from '@ferraris/bytes'
import { decodeData, encodeData } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { obisCodes, secondsPerHour, secondsPerQuarter } from '@ferraris/metering'
import type { CivilDay } from '../../calendar/civil-day.ts'
import type { LocalCalendar, LocalDay } from '../../calendar/local-day.ts'
import { isOnDay } from '../../calendar/moments.ts'
import type { Tariffs } from '../../metrology/tariff-calendar.ts'
import { type CalendarTables, type DaySchedule, scheduleOf } from './day-profiles.ts'

const { calendarNameActive, seasonProfileActive, weekProfileTableActive, dayProfileTableActive } =
  classes.activityCalendar.attributes
const { entries: specialDayEntries } = classes.specialDaysTable.attributes

/** A calendar as it is kept: attributes in hex, and the instant, a full quarter hour, from which it holds. */
export type KeptPlan = {
  readonly from: number
  readonly name: string
  readonly seasons: string
  readonly weeks: string
  readonly days: string
  readonly special: string
  /** Tariff by selector of the tariff script table. */
  readonly tariffs: Readonly<Record<string, number>>
}

/** A tariff that a script has switched on against the calendar, up to the calendar's next switching. */
export type HeldTariff = { readonly from: number; readonly to: number; readonly tariff: number }

/** The calendar that a kept plan holds, decoded. */
export interface TariffProgramme extends CalendarTables {
  readonly name: Uint8Array
  readonly special: readonly { readonly index: number; readonly date: object; readonly dayId: number }[]
  readonly tariffs: KeptPlan['tariffs']
}

export function keptPlan(from: number, programme: TariffProgramme): KeptPlan {
  return {
    from: Math.ceil(from / secondsPerQuarter) * secondsPerQuarter,
    name: toHex(programme.name),
    seasons: toHex(encodeData(seasonProfileActive.type.encode(programme.seasons))),
    weeks: toHex(encodeData(weekProfileTableActive.type.encode(programme.weeks))),
    days: toHex(encodeData(dayProfileTableActive.type.encode(programme.days))),
    special: toHex(encodeData(specialDayEntries.type.encode(programme.special))),
    tariffs: programme.tariffs,
  }
}

function programmeOf(kept: KeptPlan): TariffProgramme {
  return {
    name: calendarNameActive.type.decode({ type: 'octet-string', value: fromHex(kept.name) }),
    seasons: seasonProfileActive.type.decode(decodeData(fromHex(kept.seasons))),
    weeks: weekProfileTableActive.type.decode(decodeData(fromHex(kept.weeks))),
    days: dayProfileTableActive.type.decode(decodeData(fromHex(kept.days))),
    special: specialDayEntries.type.decode(decodeData(fromHex(kept.special))),
    tariffs: kept.tariffs,
  }
}

/** Days looked back for the tariff that holds at midnight, where the day begins with none. */
const longestTariff = 7
/** Days kept worked out. */
const daysKnown = 400

/**
 * The tariffs of a meter after changes of its calendar: those of the factory up to the first change, then those of each
 * plan from the quarter hour on in which it took over.
 */
export class ProgrammedTariffs implements Tariffs {
  readonly #factory: Tariffs
  readonly #plans: readonly { readonly from: number; readonly programme: TariffProgramme }[]
  readonly #held: readonly HeldTariff[]
  readonly #days = new Map<CivilDay, Uint8Array>()

  constructor(factory: Tariffs, plans: readonly KeptPlan[], held: readonly HeldTariff[]) {
    this.#factory = factory
    this.#held = held
    this.#plans = plans.map(kept => ({ from: kept.from, programme: programmeOf(kept) }))
  }

  /** The plan in force at an instant; undefined for that of the factory. */
  at(instant: number): TariffProgramme | undefined {
    return this.#plans.findLast(({ from }) => from <= instant)?.programme
  }

  /** The last plan, which may begin with the next quarter hour. */
  get latest(): TariffProgramme | undefined {
    return this.#plans.at(-1)?.programme
  }

  of(local: LocalDay): Uint8Array {
    const known = this.#days.get(local.day)
    if (known !== undefined) return known
    const found = this.#factory.of(local).slice()
    const steps = new Map<TariffProgramme, Steps>()
    for (let quarter = 0; quarter < local.quarters; quarter++) {
      const instant = local.start + quarter * secondsPerQuarter
      const held = this.#held.findLast(({ from, to }) => from <= instant && instant < to)
      if (held !== undefined) {
        found[quarter] = held.tariff
        continue
      }
      const programme = this.at(instant)
      if (programme === undefined) continue
      const of = steps.get(programme) ?? stepsOf(programme, local.day)
      steps.set(programme, of)
      found[quarter] = tariffIn(of, at(local.wallQuarter, quarter)) ?? tariffBefore(programme, local.day)
    }
    if (this.#days.size >= daysKnown) this.#days.clear()
    this.#days.set(local.day, found)
    return found
  }
}

/** From a quarter of the wall clock on a tariff. */
type Steps = readonly { readonly quarter: number; readonly tariff: number }[]

/** The switching of one day by a programme; a time within a quarter counts from the next one on. */
function stepsOf(programme: TariffProgramme, day: CivilDay): Steps {
  return stepsIn(programme, scheduleOf(programme, day, specialDayOf(programme)))
}

/** The switching of a day profile. */
export function stepsIn({ tariffs }: TariffProgramme, schedule: DaySchedule): Steps {
  return switchings(schedule).flatMap(({ scriptTable, selector, quarter }) => {
    const tariff = scriptTable === obisCodes.tariffScripts ? tariffs[selector] : undefined
    return tariff === undefined ? [] : [{ quarter, tariff }]
  })
}

/** The first instant after one at which a calendar switches; undefined within a week without switching. */
export function nextSwitching(
  programme: TariffProgramme,
  calendar: LocalCalendar,
  after: number,
): number | undefined {
  const { day: today } = calendar.at(after)
  for (let day = today; day <= today + longestTariff; day++) {
    const { start, wallQuarter } = calendar.of(day)
    for (const { quarter } of stepsOf(programme, day)) {
      const instant = start + wallQuarter.findIndex(wall => wall >= quarter) * secondsPerQuarter
      if (instant > after) return instant
    }
  }
  return undefined
}

function switchings(schedule: DaySchedule) {
  return schedule
    .map(({ start: { hour = 0, minute = 0, second = 0 }, ...script }) => ({
      ...script,
      quarter: Math.ceil((hour * secondsPerHour + minute * 60 + second) / secondsPerQuarter),
    }))
    .sort((a, b) => a.quarter - b.quarter)
}

function specialDayOf({ special }: TariffProgramme) {
  return (day: CivilDay): number | undefined => special.find(({ date }) => isOnDay(date, day))?.dayId
}

function tariffIn(steps: Steps, quarter: number): number | undefined {
  return steps.findLast(step => step.quarter <= quarter)?.tariff
}

function tariffBefore(programme: TariffProgramme, day: CivilDay): number {
  for (let back = 1; back <= longestTariff; back++) {
    const last = stepsOf(programme, day - back).at(-1)
    if (last !== undefined) return last.tariff
  }
  return 1
}
