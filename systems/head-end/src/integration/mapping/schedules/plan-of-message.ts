import { CimError, type Identified, identify, type NounValue, originOf } from '@ferraris/cim'
import { obisCodes } from '@ferraris/metering'
import type { MeterReadSchedule as OwnSchedule, ScheduleSettings } from '../../../schedules/schemas.ts'
import { Refusal } from '../../inbox/handling.ts'

export type MeterReadSchedule = NounValue<'MeterReadSchedule'>
type TimeSchedule = NonNullable<MeterReadSchedule['TimeSchedule']>[number]
type Plan = Omit<ScheduleSettings, 'name' | 'setClock'>

const secondsPerMinute = 60
const mostMinutes = 44_640
const mostOffset = 86_400
const path = 'Payload.MeterReadSchedule.TimeSchedule'

/** What a message wants read, and how often; what it leaves out is as the standard schedule has it. Throws Refusal. */
export function planOfMessage(
  { TimeSchedule: times = [], ReadingType: types = [] }: MeterReadSchedule,
  standard: OwnSchedule,
  now: number,
): Plan {
  const [time, ...more] = times
  if (time === undefined) throw new Refusal('value-missing', 'the schedule does not say how often', { path })
  if (more.length > 0)
    throw new Refusal('value-unusable', 'a meter has one TimeSchedule; send one message for each', { path })
  checkWhen(time, now)
  const { profiles, registers } = types.length === 0 ? standard : quantitiesOf(types)
  return {
    everyMinutes: minutesOf(time),
    offsetSeconds: offsetOf(time, standard),
    historyDays: standard.historyDays,
    // The logs are read whatever is measured.
    profiles: [...new Set([...profiles, ...standard.profiles.filter(isLog)])],
    registers: [...registers],
    enabled: time.disabled !== true,
  }
}

/** A schedule holds from now on until it is cancelled. */
function checkWhen({ scheduleInterval: interval, TimePoints: points = [] }: TimeSchedule, now: number): void {
  if (points.length > 0)
    throw new Refusal('value-unusable', 'times that stand alone are orders: read by EndDeviceControls', {
      path: `${path}.TimePoints`,
    })
  if (interval?.start !== undefined && interval.start > now)
    throw new Refusal('value-unusable', 'begins later; send it when it is to begin', {
      path: `${path}.scheduleInterval.start`,
    })
  if (interval?.end !== undefined)
    throw new Refusal('value-unusable', 'has an end; send close then', {
      path: `${path}.scheduleInterval.end`,
    })
}

const patterns: Readonly<Record<string, number>> = {
  hourly: 60,
  daily: 1440,
  weekly: 7 * 1440,
}

/** By its period in seconds, by a word, or by a period of ISO 8601 (`PT15M`, `P1D`). */
function minutesOf({ recurrencePeriod: period, recurrencePattern: pattern }: TimeSchedule): number {
  const seconds = period === undefined ? secondsOfPattern(pattern) : Number(period)
  const minutes = (seconds ?? Number.NaN) / secondsPerMinute
  if (Number.isInteger(minutes) && minutes >= 1 && minutes <= mostMinutes) return minutes
  throw new Refusal(
    'value-unusable',
    `the period must be whole minutes, 1 to ${mostMinutes}: recurrencePeriod in seconds, or recurrencePattern hourly, daily, weekly, or as PT15M`,
    { path: `${path}.${period === undefined ? 'recurrencePattern' : 'recurrencePeriod'}` },
  )
}

function secondsOfPattern(pattern = ''): number | undefined {
  const known = patterns[pattern.toLowerCase()]
  if (known !== undefined) return known * secondsPerMinute
  const [whole, days = '0', hours = '0', minutes = '0'] =
    /^P(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?)?$/.exec(pattern) ?? []
  if (whole === undefined) return undefined
  return ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * secondsPerMinute
}

function offsetOf({ offset }: TimeSchedule, { offsetSeconds }: OwnSchedule): number {
  const seconds = offset === undefined ? offsetSeconds : Number(offset)
  if (Number.isInteger(seconds) && seconds >= 0 && seconds <= mostOffset) return seconds
  throw new Refusal('value-unusable', `must be whole seconds, 0 to ${mostOffset}`, { path: `${path}.offset` })
}

function quantitiesOf(types: readonly Identified[]): Pick<Plan, 'profiles' | 'registers'> {
  const profiles = new Set<string>()
  const registers = new Set<string>()
  for (const type of types) {
    const { obis, profile } = quantityOf(type)
    if (profile === undefined) registers.add(obis)
    else profiles.add(profile)
  }
  return { profiles: [...profiles].sort(), registers: [...registers].sort() }
}

/** A quantity read singly is a register; one by intervals stands in the profile of its period. */
function quantityOf(type: Identified): { readonly obis: string; readonly profile?: string } {
  const name = identify(type) ?? ''
  const origin = originIn(name)
  if (origin === undefined)
    throw new Refusal('reading-type-unknown', name, { path: 'Payload.MeterReadSchedule.ReadingType' })
  const { obis, period, delta } = origin
  if (isProfile(obis)) return { obis, profile: obis }
  if (period === 'daily') return { obis, profile: obisCodes.dailyProfile }
  if (period === 'monthly' || period === 'billing') return { obis, profile: obisCodes.billingProfile }
  return period === 'none' && !delta ? { obis } : { obis, profile: obisCodes.loadProfile }
}

function originIn(name: string): ReturnType<typeof originOf> {
  try {
    return originOf(name)
  } catch (error) {
    if (error instanceof CimError) return undefined
    throw error
  }
}

function isProfile(obis: string): boolean {
  return /^(1\.\d+\.99|0\.\d+\.98)\./.test(obis) || isLog(obis)
}

function isLog(obis: string): boolean {
  return /^\d+\.\d+\.99\.98\./.test(obis)
}
