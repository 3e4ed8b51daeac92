import type { Obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import type { Agenda } from '../../automation/automation.ts'
import { nextOnClock } from '../../automation/due.ts'
import { nextMoment } from '../../calendar/moments.ts'
import { setting } from '../model/attribute.ts'
import { type ObjectEntry, object } from '../model/object.ts'
import { scriptReference } from './script-table.ts'
import { execute } from './scripts.ts'

/** Single action schedule (IEC 62056-6-2, class 22): one script at the times that were set, on the meter's clock. */
const agenda: Agenda = (automation, { obis }, since, until) => {
  const { settings, store } = automation
  const times = settings.get(classes.singleActionSchedule, obis, 'executionTime')
  if (times.length === 0) return undefined
  const moments = times.flatMap(({ time, date }) => {
    const pattern = { ...date, ...time }
    const moment = nextOnClock(store.clock, since, until, (shown, last) =>
      nextMoment(pattern, store.clock.zone, shown, last),
    )
    return moment === undefined ? [] : [moment.at]
  })
  if (moments.length === 0) return undefined
  const at = Math.min(...moments)
  return {
    at,
    run: () =>
      void execute(automation, settings.get(classes.singleActionSchedule, obis, 'executedScript'), at),
  }
}

/** A schedule of one script, that has no time yet. */
export function singleAction(name: Obis | string, table: Obis | string, selector: number): ObjectEntry {
  return object(
    classes.singleActionSchedule,
    name,
    {
      executedScript: setting(scriptReference(table, selector)),
      type: setting('one-date-wildcards'),
      executionTime: setting([]),
    },
    {},
    { agenda },
  )
}
