import type { Obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { obisCodes } from '@ferraris/metering'
import type { Agenda, Automation } from '../../automation/automation.ts'
import { type Due, nextOnClock } from '../../automation/due.ts'
import { nextMoment } from '../../calendar/moments.ts'
import { type CalendarTables, isWhole, scheduleOf } from '../../store/tariffs/day-profiles.ts'
import { read, setting } from '../model/attribute.ts'
import { outcome } from '../model/method.ts'
import { object } from '../model/object.ts'
import { execute } from '../schedules/scripts.ts'
import { specialDays } from '../schedules/special-days.ts'
import { replan } from './tariff-switching.ts'

const { activityCalendar } = classes

/** activate_passive_calendar (IEC 62056-6-2, class 20); false for an inconsistent calendar, and where no legal change is taken any more. */
function activatePassiveCalendar(automation: Automation, calendar: Obis, now: number): boolean {
  const { settings, store } = automation
  const coming: CalendarTables = {
    seasons: settings.get(activityCalendar, calendar, 'seasonProfilePassive'),
    weeks: settings.get(activityCalendar, calendar, 'weekProfileTablePassive'),
    days: settings.get(activityCalendar, calendar, 'dayProfileTablePassive'),
  }
  if (!isWhole(coming)) return false
  const name = settings.get(activityCalendar, calendar, 'calendarNamePassive')
  if (!replan(automation, now, 'tariffCalendar', { ...coming, name })) return false
  store.events.record('tariffsActivated', now)
  return true
}

/**
 * What an activity calendar has due: the activation of the passive one, and scripts of its days. Those of the tariff
 * script table are none: which tariff held when is computed, not executed.
 */
const agenda: Agenda = (automation, { obis }, since, until) => {
  const activation = activationOf(automation, obis, since, until)
  const script = scriptOf(automation, since, activation?.at ?? until)
  if (activation === undefined || (script !== undefined && script.at < activation.at)) return script
  return {
    at: activation.at,
    run: () => {
      activation.run()
      if (script?.at === activation.at) script.run()
    },
  }
}

function activationOf(automation: Automation, calendar: Obis, since: number, until: number): Due | undefined {
  const time = automation.settings.get(activityCalendar, calendar, 'activatePassiveCalendarTime')
  if (time.year === undefined || time.hour === undefined) return undefined
  const { clock } = automation.store
  const moment = nextOnClock(clock, since, until, (shown, last) => nextMoment(time, clock.zone, shown, last))
  return moment && { at: moment.at, run: () => void activatePassiveCalendar(automation, calendar, moment.at) }
}

function scriptOf(automation: Automation, since: number, until: number): Due | undefined {
  const { clock } = automation.store
  const tables = automation.store.tariffs.programme(since)
  const others = tables.days.flatMap(({ schedule }) =>
    schedule.filter(({ scriptTable }) => scriptTable !== obisCodes.tariffScripts),
  )
  if (others.length === 0) return undefined
  const special = specialDays(automation, since)
  const found = others.flatMap(entry => {
    const isDay = (day: number): boolean => scheduleOf(tables, day, special).includes(entry)
    const moment = nextOnClock(clock, since, until, (shown, last) =>
      nextMoment(entry.start, clock.zone, shown, last, isDay),
    )
    return moment === undefined ? [] : [{ at: moment.at, entry }]
  })
  if (found.length === 0) return undefined
  const at = Math.min(...found.map(due => due.at))
  const due = found.filter(other => other.at === at)
  return {
    at,
    run: () => {
      for (const { entry } of due) execute(automation, entry, at)
    },
  }
}

/** The calendar that switches the tariffs. */
export const tariffCalendar = object(
  activityCalendar,
  obisCodes.activityCalendar,
  {
    calendarNameActive: read(({ store, now }) => store.tariffs.programme(now).name),
    seasonProfileActive: read(({ store, now }) => store.tariffs.programme(now).seasons),
    weekProfileTableActive: read(({ store, now }) => store.tariffs.programme(now).weeks),
    dayProfileTableActive: read(({ store, now }) => store.tariffs.programme(now).days),
    calendarNamePassive: setting(new Uint8Array()),
    seasonProfilePassive: setting([]),
    weekProfileTablePassive: setting([]),
    // The days are what a calendar is about: they tell of a new one.
    dayProfileTablePassive: setting([], {
      after: ({ store, now }) => store.events.record('tariffsProgrammed', now),
    }),
    activatePassiveCalendarTime: setting({}),
  },
  {
    activatePassiveCalendar: ({ automation, object, now }) =>
      outcome(automation.change(now, () => activatePassiveCalendar(automation, object.obis, now))),
  },
  { agenda },
)
