import { data, dateTimeAt, obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { obisCodes, secondsPerDay, secondsPerQuarter } from '@ferraris/metering'
import { overTime, read, setting } from '../model/attribute.ts'
import type { Context } from '../model/context.ts'
import { type ObjectEntry, object } from '../model/object.ts'
import { allowed } from '../model/setting.ts'
import { counted, inUnit } from './registers.ts'

const demandRegister = obis('1.0.1.4.0.255')

/** Mean power over the period that is set. */
function average({ automation: { settings }, store, now }: Context) {
  const period = settings.get(classes.demandRegister, demandRegister, 'period')
  const periods = settings.get(classes.demandRegister, demandRegister, 'numberOfPeriods')
  return store.averagePower(now, period, periods)
}

function periodStart(context: Context) {
  return dateTimeAt(average(context).since, context.store.clock.zone)
}

/** Full minutes that divide a day, so that periods begin with full ones of the clock. */
export function isPeriod(period: number): boolean {
  return period >= 60 && secondsPerDay % period === 0
}

/** The highest demand of the month, and the demand of the running period and of the last ones. */
export const demand: readonly ObjectEntry[] = [
  object(classes.extendedRegister, obisCodes.maximumDemandImport, {
    value: overTime(({ store, now }) => counted(store.maximumDemand(now).power)),
    scalerUnit: read(inUnit(0, 'W')),
    status: read(data.unsigned(0)),
    captureTime: overTime(({ store, now }) => dateTimeAt(store.maximumDemand(now).time, store.clock.zone)),
  }),
  object(classes.demandRegister, demandRegister, {
    currentAverageValue: overTime(context => counted(average(context).running)),
    lastAverageValue: overTime(context => counted(average(context).last)),
    scalerUnit: read(inUnit(0, 'W')),
    status: read(data.unsigned(0)),
    captureTime: overTime(periodStart),
    startTimeCurrent: overTime(periodStart),
    period: setting(secondsPerQuarter, { rule: period => allowed(isPeriod(period)) }),
    numberOfPeriods: setting(1, { rule: count => allowed(count >= 1 && count <= 60) }),
  }),
]
