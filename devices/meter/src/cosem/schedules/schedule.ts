import { obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import type { ValueTypeOf } from '@ferraris/cosem/values'
import { msPerDay } from '@ferraris/metering'
import type { Agenda, Automation } from '../../automation/automation.ts'
import { type Moment, nextOnClock } from '../../automation/due.ts'
import { type CivilDay, weekday } from '../../calendar/civil-day.ts'
import { nextMoment } from '../../calendar/moments.ts'
import { setting } from '../model/attribute.ts'
import type { Context } from '../model/context.ts'
import { done, refused } from '../model/method.ts'
import { object } from '../model/object.ts'
import { execute } from './scripts.ts'
import { specialDays } from './special-days.ts'

type Entry = ValueTypeOf<typeof classes.schedule.attributes.entries.type>[number]

export const scheduleName = obis('0.0.12.0.0.255')

/** Entries of a schedule at most. */
const mostEntries = 200
/** The validity window that never ends. */
const forEver = 0xffff

/**
 * Schedule (IEC 62056-6-2, class 10): scripts by time of day and by weekday or special day. What a clock set forward
 * has jumped over is executed within its validity window.
 */
const agenda: Agenda = (automation, { obis }, since, until) => {
  const entries = automation.settings.get(classes.schedule, obis, 'entries').filter(({ enabled }) => enabled)
  const found = entries.flatMap(entry => {
    const moment = momentOf(automation, entry, since, until)
    return moment === undefined ? [] : [{ entry, at: moment.at }]
  })
  if (found.length === 0) return undefined
  const at = Math.min(...found.map(due => due.at))
  const due = found.filter(other => other.at === at).map(({ entry }) => entry)
  return {
    at,
    run: () => {
      for (const { scriptTable, selector } of due) execute(automation, { scriptTable, selector }, at)
    },
  }
}

function momentOf(automation: Automation, entry: Entry, since: number, until: number): Moment | undefined {
  const { zone } = automation.store.clock
  const specialDay = specialDays(automation, since)
  const isDay = (day: CivilDay): boolean => holdsOn(entry, day, specialDay)
  let from = since
  for (;;) {
    const moment = nextOnClock(automation.store.clock, from, until, (shown, last) =>
      nextMoment(entry.switchTime, zone, shown, last, isDay),
    )
    const window = entry.validityWindow === forEver ? Number.POSITIVE_INFINITY : entry.validityWindow * 60
    if (moment === undefined || moment.late <= window) return moment
    from = moment.at
  }
}

/** Whether an entry is for a day: by its special day, if it is one, by its weekday otherwise. */
function holdsOn(entry: Entry, day: CivilDay, specialDay: ReturnType<typeof specialDays>): boolean {
  if (isOutside(entry, day)) return false
  const special = specialDay(day)
  return special === undefined ? entry.weekdays[weekday(day)] === '1' : entry.specialDays[special] === '1'
}

/** Before the begin or after the end; a date with wildcards repeats, so it bounds within what it specifies. */
function isOutside({ beginDate, endDate }: Entry, day: CivilDay): boolean {
  return compare(beginDate, day) > 0 || compare(endDate, day) < 0
}

function compare(date: Entry['beginDate'], day: CivilDay): number {
  const at = new Date(day * msPerDay)
  const bounds = [
    [date.year, at.getUTCFullYear()],
    [date.month, at.getUTCMonth() + 1],
    [date.dayOfMonth, at.getUTCDate()],
  ] as const
  for (const [bound, value] of bounds) if (bound !== undefined && bound !== value) return bound - value
  return 0
}

function entriesOf({ automation, object }: Context): readonly Entry[] {
  return automation.settings.get(classes.schedule, object.obis, 'entries')
}

function keep({ automation, object, now }: Context, entries: readonly Entry[]): void {
  automation.change(now, () => automation.settings.put(classes.schedule, object.obis, 'entries', entries))
}

/** One schedule, without entries as the meter leaves the factory. */
export const schedule = object(
  classes.schedule,
  scheduleName,
  { entries: setting([]) },
  {
    // Method 1: the first range is disabled, then the second enabled.
    enableDisable: (context, { firstDisabled, lastDisabled, firstEnabled, lastEnabled }) => {
      const entries = entriesOf(context).map(entry => {
        const enabled = firstEnabled <= entry.index && entry.index <= lastEnabled
        const disabled = firstDisabled <= entry.index && entry.index <= lastDisabled
        return { ...entry, enabled: enabled || (entry.enabled && !disabled) }
      })
      keep(context, entries)
      return done
    },
    // Method 2: an entry, or another one in the place of that index.
    insert: (context, entry) => {
      const others = entriesOf(context).filter(({ index }) => index !== entry.index)
      if (others.length >= mostEntries) return refused
      keep(
        context,
        [...others, entry].sort((a, b) => a.index - b.index),
      )
      return done
    },
    // Method 3: a range of entries.
    delete: (context, { first, last }) => {
      keep(
        context,
        entriesOf(context).filter(({ index }) => index < first || index > last),
      )
      return done
    },
  },
  { agenda },
)
