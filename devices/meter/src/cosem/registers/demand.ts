import { data, dateTimeAt, obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { obisCodes, secondsPerDay, secondsPerQuarter } from '@ferraris/metering'
import { overTime, read, setting } from '../model/attribute.ts'
import type { Context } from '../model/context.ts'
import { type ObjectEntry, object } from '../model/object.ts'
import { allowed } from '../model/setting.ts'
import { counted, inUnit } from './registers.ts'

const demandRegister = obis('1.0.1.4.0.255')

function periodsOf({ automation: { settings } }: Context): [period: number, periods: number] {
  return [
    settings.get(classes.demandRegister, demandRegister, 'period'),
    settings.get(classes.demandRegister, demandRegister, 'numberOfPeriods'),
  ]
}

/** Mean power over the period that is set. */
function average(context: Context) {
  return context.store.averagePower(context.now, ...periodsOf(context))
}

/** Another period is a legal change. */
function noteChange(context: Context): void {
  const [period, periods] = periodsOf(context)
  context.store.legalChanges.add('demandPeriod', `${periods} × ${period} s`, context.now)
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
    period: setting(secondsPerQuarter, {
      rule: (period, { store }) => allowed(isPeriod(period) && !store.legalChanges.isFull),
      after: noteChange,
    }),
    numberOfPeriods: setting(1, {
      rule: (count, { store }) => allowed(count >= 1 && count <= 60 && !store.legalChanges.isFull),
      after: noteChange,
    }),
  }),
]
