import { obisCodes } from '@ferraris/metering'
import { Value } from 'typebox/value'
import { alarmFilter, filterBits, usualFilter } from '../messages/alarm-filter.ts'
import { numberOf } from '../steps/same-data.ts'
import { tariffCalendar } from '../time/tariff-calendar.ts'
import type { Configuration } from './configuration-file.ts'

/** What meters show, the day after, that have a configuration. */
export interface Expected {
  /** Period of the load profile. */
  readonly intervalSeconds?: number
  readonly alarmFilter?: number
  /** Registers in which a day counts, those of the tariffs that the calendar switches to. */
  readonly tariffs?: readonly string[]
}

/** Capture period of a profile (class 7, attribute 4). */
const capturePeriod = 4

export function expected({ settings, actions }: Configuration): Expected {
  const settingOf = (obis: string, attribute: number): number | undefined => {
    const found = settings.find(one => one.obis === obis && one.attribute === attribute)
    const number = found && numberOf(found.value)
    return number === undefined ? undefined : Number(number)
  }
  const intervalSeconds = settingOf(obisCodes.loadProfile, capturePeriod)
  const filter = settingOf(obisCodes.alarmFilter, 2) ?? filterOf(actions)
  const tariffs = tariffsOf(actions)
  return {
    ...(intervalSeconds !== undefined && { intervalSeconds }),
    ...(filter !== undefined && { alarmFilter: filter }),
    ...(tariffs !== undefined && { tariffs }),
  }
}

/** What the filter of alarm register 1 is to be. */
function filterOf(actions: Configuration['actions']): number | undefined {
  for (const { kind, parameters } of actions) {
    if (kind !== alarmFilter.kind || !Value.Check(alarmFilter.parameters, parameters)) continue
    if (usualFilter(parameters) !== obisCodes.alarmFilter) continue
    const bits = filterBits(parameters, obisCodes.alarmFilter)
    if (typeof bits === 'number') return bits
  }
  return undefined
}

/** Scripts of the tariff table bear the number of the tariff that they switch to. */
function tariffsOf(actions: Configuration['actions']): string[] | undefined {
  const given = actions.find(({ kind }) => kind === tariffCalendar.kind)?.parameters
  if (!Value.Check(tariffCalendar.parameters, given)) return undefined
  const scripts = given.days.flatMap(({ switches }) =>
    switches.flatMap(({ script, table }) => (table === undefined ? [script] : [])),
  )
  return [...new Set(scripts)].sort((a, b) => a - b).map(tariff => `1.0.1.8.${tariff}.255`)
}
