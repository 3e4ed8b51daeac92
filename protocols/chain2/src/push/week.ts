import { addDays, weekday, zone } from '@ferraris/cosem'
import { secondsPerHour } from '@ferraris/metering'
import { eventTypes } from '../frames/event-types.ts'
import type { Emit, PushSample } from './sample.ts'
import type { PushSettings } from './settings.ts'

type Settings = PushSettings['week']

/** What is remembered for use case A.7. */
export interface Week {
  /** The instant when the next week begins. */
  readonly end: number
  /** Wh of the register when this one began. */
  readonly start: number
  /** The threshold that has been told. */
  readonly told: number | undefined
}

export function stepWeek(before: Week | undefined, sample: PushSample, settings: Settings, emit: Emit): Week {
  const { time, totalEnergy } = sample
  const isOver = before === undefined || time >= before.end || totalEnergy < before.start
  const week = isOver ? { end: endOfWeek(time, settings.zone), start: totalEnergy, told: undefined } : before
  const { threshold } = settings
  const weekEnergy = totalEnergy - week.start
  if (threshold === undefined || weekEnergy < threshold || week.told === threshold) return week
  emit(25, eventTypes.energyThreshold, { threshold, weekEnergy })
  return { ...week, told: threshold }
}

/** Midnight before the next Monday. */
function endOfWeek(time: number, zoneId: string): number {
  const local = zone(zoneId)
  const today = local.dateOf(time)
  return local.startOfDay(addDays(today, 7 - weekday(today)))
}

export function weekDue(
  week: Week,
  { time, power, totalEnergy }: PushSample,
  { threshold }: Settings,
): number {
  if (threshold === undefined || week.told === threshold) return week.end
  const left = week.start + threshold - totalEnergy
  if (power <= 0) return week.end
  return Math.min(week.end, time + Math.max(1, Math.floor((left * secondsPerHour) / power)))
}
