import type { Obis } from '@ferraris/cosem'
import type { classes } from '@ferraris/cosem/classes'
import type { ValueTypeOf } from '@ferraris/cosem/values'
import { obisCodes } from '@ferraris/metering'
import { type Static, Type } from 'typebox'
import { objectName as wholeName } from '../../objects/object-name.ts'
import { dateOf, dateWithWildcards, timeOf, timeOfDay } from '../forms/moments.ts'
import { objectName } from '../forms/names.ts'

/** What activity calendars and special days are written as, and their values (IEC 62056-6-2, classes 20 and 11). */

const name = Type.String({
  title: 'Name',
  description: 'Up to 16 letters or digits, by which seasons and weeks are told apart.',
  pattern: '^[\\x21-\\x7e]{1,16}$',
})
const dayId = Type.Integer({
  title: 'Day',
  description: 'Number of a day profile.',
  minimum: 0,
  maximum: 255,
})

const season = Type.Object(
  {
    name,
    start: dateWithWildcards('Start', 'Day on which it begins.'),
    week: Type.String({ ...name, title: 'Week', description: 'Name of its week.' }),
  },
  { additionalProperties: false },
)

const week = Type.Object(
  {
    name,
    days: Type.Array(dayId, {
      title: 'Days',
      description: 'Day profiles from Monday to Sunday.',
      minItems: 7,
      maxItems: 7,
    }),
  },
  { additionalProperties: false },
)

const day = Type.Object(
  {
    day: dayId,
    switches: Type.Array(
      Type.Object(
        {
          at: timeOfDay('At', 'Time of day.'),
          script: Type.Integer({
            title: 'Script',
            description: 'Its number in the script table; in that of the tariffs the tariff.',
            minimum: 0,
            maximum: 65_535,
          }),
          table: Type.Optional(objectName('Script table', 'Default: that of the tariffs, 0.0.10.0.100.255.')),
        },
        { additionalProperties: false },
      ),
      { title: 'Switches', description: 'What happens when.', minItems: 1, maxItems: 48 },
    ),
  },
  { additionalProperties: false },
)

export const calendarTables = {
  name,
  seasons: Type.Array(season, { title: 'Seasons', description: 'One at least.', minItems: 1, maxItems: 16 }),
  weeks: Type.Array(week, {
    title: 'Weeks',
    description: 'One for each kind of week.',
    minItems: 1,
    maxItems: 16,
  }),
  days: Type.Array(day, {
    title: 'Day profiles',
    description: 'Scripts by time of day.',
    minItems: 1,
    maxItems: 64,
  }),
}

export const specialDayList = Type.Array(
  Type.Object({ date: dateWithWildcards('Date', 'The day.'), day: dayId }, { additionalProperties: false }),
  {
    title: 'Special days',
    description: 'Days that follow another day profile than their weekday says.',
    maxItems: 400,
  },
)

type Values = typeof classes.activityCalendar.attributes
const text = new TextEncoder()

export function seasonsOf(
  seasons: Static<typeof calendarTables.seasons>,
): ValueTypeOf<Values['seasonProfilePassive']['type']> {
  return seasons.map(({ name, start, week }) => ({
    name: text.encode(name),
    start: dateOf(start),
    week: text.encode(week),
  }))
}

export function weeksOf(
  weeks: Static<typeof calendarTables.weeks>,
): ValueTypeOf<Values['weekProfileTablePassive']['type']> {
  return weeks.map(({ name, days }) => {
    const [monday = 0, tuesday = 0, wednesday = 0, thursday = 0, friday = 0, saturday = 0, sunday = 0] = days
    return { name: text.encode(name), monday, tuesday, wednesday, thursday, friday, saturday, sunday }
  })
}

export function daysOf(
  days: Static<typeof calendarTables.days>,
): ValueTypeOf<Values['dayProfileTablePassive']['type']> {
  return days.map(({ day, switches }) => ({
    dayId: day,
    schedule: switches.map(({ at, script, table }) => ({
      start: timeOf(at),
      scriptTable: tableOf(table),
      selector: script,
    })),
  }))
}

function tableOf(table: string | undefined): Obis {
  if (table === undefined) return obisCodes.tariffScripts
  return wholeName(table)
}

export function specialDaysOf(days: Static<typeof specialDayList>) {
  return days.map(({ date, day }, index) => ({ index: index + 1, date: dateOf(date), dayId: day }))
}

/** Day profiles that weeks name and the calendar does not have, weeks that seasons name likewise: the meter would refuse to activate it. */
export function gapsOf({
  seasons,
  weeks,
  days,
}: {
  readonly seasons: Static<typeof calendarTables.seasons>
  readonly weeks: Static<typeof calendarTables.weeks>
  readonly days: Static<typeof calendarTables.days>
}): string | undefined {
  const ids = new Set(days.map(({ day }) => day))
  const names = new Set(weeks.map(({ name }) => name))
  if (ids.size < days.length) return 'a day profile is there twice'
  if (names.size < weeks.length) return 'a week is there twice'
  const lost = weeks.flatMap(({ days }) => days).find(id => !ids.has(id))
  if (lost !== undefined) return `a week names day profile ${lost}, which the calendar does not have`
  const missing = seasons.find(({ week }) => !names.has(week))
  return missing && `season ${missing.name} names week ${missing.week}, which the calendar does not have`
}
