import type { Obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { obisCodes } from '@ferraris/metering'
import type { Agenda, Automation } from '../../automation/automation.ts'
import { confirmedAfter } from '../../harms/effect.ts'
import { endOf } from '../../harms/harm.ts'
import { setting } from '../model/attribute.ts'
import { type ObjectEntry, object } from '../model/object.ts'
import { numberOf } from '../model/referenced-value.ts'
import { allowed } from '../model/setting.ts'
import { execute } from '../schedules/scripts.ts'
import { isWatchable, watchedValue } from './watched-value.ts'

/** A monitor looks at its value so often, seconds; and when harm begins and ends. */
const step = 60

/** Register monitor (IEC 62056-6-2, class 21): scripts when a value crosses thresholds, upwards or downwards. */
const agenda: Agenda = (automation, { obis }, since, until) => {
  const { settings } = automation
  const thresholds = settings.get(classes.registerMonitor, obis, 'thresholds').map(numberOf)
  const value = watchedValue(automation, settings.get(classes.registerMonitor, obis, 'monitoredValue'))
  if (value === undefined || thresholds.length === 0) return undefined
  const first = Math.floor(since / step) * step
  const valueAt = (at: number): number | undefined => value.at(settled(automation, at))
  let before = valueAt(first)
  for (const at of looks(automation, since, first, until)) {
    const [from, to] = [before, valueAt(at)]
    before = to
    if (from === undefined || to === undefined || from === to) continue
    if (!thresholds.some(threshold => crossing(threshold, from, to) !== undefined)) continue
    return {
      at,
      run: () => {
        const actions = settings.get(classes.registerMonitor, obis, 'actions')
        for (const [index, threshold] of thresholds.entries()) {
          const way = crossing(threshold, from, to)
          const set = actions[index]
          if (way !== undefined && set !== undefined) execute(automation, set[way], at)
        }
      },
    }
  }
  return undefined
}

/** Instants at which harm begins and ends. */
function changesOf({ store }: Automation): number[] {
  return store.harms.list.flatMap(harm => [harm.from, endOf(harm)])
}

/** The instant whose value counts: what harm has just changed is not believed yet. */
function settled(automation: Automation, at: number): number {
  const change = changesOf(automation).find(one => one <= at && at < one + confirmedAfter)
  return change === undefined ? at : change - 1
}

/** Full minutes, and when harm that changes what the meter measures is confirmed. */
function looks(automation: Automation, since: number, first: number, until: number): number[] {
  const minutes = Array.from(
    { length: Math.max(0, Math.floor((until - first) / step)) },
    (_, i) => first + (i + 1) * step,
  )
  const changes = changesOf(automation)
    .map(at => at + confirmedAfter)
    .filter(at => at > since && at <= until)
  return changes.length === 0 ? minutes : [...new Set([...minutes, ...changes])].sort((a, b) => a - b)
}

function crossing(threshold: number | undefined, from: number, to: number): 'up' | 'down' | undefined {
  if (threshold === undefined) return undefined
  if (from <= threshold && threshold < to) return 'up'
  return from >= threshold && threshold > to ? 'down' : undefined
}

/** A monitor of active power without thresholds. */
function registerMonitor(name: Obis | string): ObjectEntry {
  return object(
    classes.registerMonitor,
    name,
    {
      thresholds: setting([]),
      monitoredValue: setting(
        { classId: 3, obis: obisCodes.activePowerImport, attribute: 2 },
        { rule: reference => allowed(isWatchable(reference)) },
      ),
      actions: setting([]),
    },
    {},
    { agenda },
  )
}

export const registerMonitors = ['0.0.16.1.0.255', '0.0.16.1.1.255'].map(registerMonitor)
