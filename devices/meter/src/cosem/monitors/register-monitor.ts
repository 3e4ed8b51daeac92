import { classes } from '@ferraris/cosem/classes'
import type { AgendaOf } from '../../automation/agendas.ts'
import { execute } from '../schedules/scripts.ts'
import { numberOf, watchedValue } from './watched-value.ts'

/** A monitor looks at its value so often, seconds. */
const step = 60

/** Register monitor (IEC 62056-6-2, class 21): scripts when a value crosses thresholds, upwards or downwards. */
export const registerMonitorAgenda: AgendaOf = (automation, { obis }, since, until) => {
  const { settings } = automation
  const thresholds = settings.get(classes.registerMonitor, obis, 'thresholds').map(numberOf)
  const value = watchedValue(automation, settings.get(classes.registerMonitor, obis, 'monitoredValue'))
  if (value === undefined || thresholds.length === 0) return undefined
  const first = Math.floor(since / step) * step
  let before = value.at(first)
  for (let at = first + step; at <= until; at += step) {
    const [from, to] = [before, value.at(at)]
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

function crossing(threshold: number | undefined, from: number, to: number): 'up' | 'down' | undefined {
  if (threshold === undefined) return undefined
  if (from <= threshold && threshold < to) return 'up'
  return from >= threshold && threshold > to ? 'down' : undefined
}
