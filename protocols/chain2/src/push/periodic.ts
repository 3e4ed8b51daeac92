import { mix } from '@ferraris/bytes'
import { addDays, type LocalDate, weekday, type Zone } from '@ferraris/cosem'
import { secondsPerQuarter } from '@ferraris/metering'
import type { FrameNumber } from '../frames/frame.ts'
import { includes, type ProfileMask } from '../profiles.ts'

/** Frames of a period that is over. */
export type PeriodicFrameNumber = Exclude<FrameNumber, 20 | 21 | 22 | 23 | 25 | 41 | 51>

/** A frame that is to be made of a period, and when. */
export interface Periodic {
  readonly frame: PeriodicFrameNumber
  /** Where the period ends, as the frame says it. */
  readonly measureTime: number
  readonly sendAt: number
}

export interface PeriodicSettings {
  readonly profile: ProfileMask
  readonly zone: Zone
  /** Seconds by which this meter is later than the earliest: {@link spreadOf}. */
  readonly spread: number
}

/** Meters of one neighbourhood send their quarters within so many seconds, each at its own time. */
export const spreadSeconds = 240

/** The place of a meter in the spread, from a number that is its own, such as the last octets of its system title. */
export function spreadOf(meter: number): number {
  return mix(0, meter) % spreadSeconds
}

/** Seconds from the end of a day, week or month until its frame leaves, as observed in the field. */
export const periodicDelays = { 5: 55 * 60, 9: 70 * 60, 10: 290 * 60, 11: 295 * 60 } as const

const quarterFrames = [1, 2, 3, 4] as const

/** Frames whose moment to leave is in (after, until], in the order of their moments. */
export function periodicBetween(after: number, until: number, settings: PeriodicSettings): Periodic[] {
  const wanted = (frame: FrameNumber) => includes(settings.profile, frame)
  const due = [...quarters(after, until, settings), ...days(after, until, settings)]
  return due.filter(({ frame }) => wanted(frame)).sort((a, b) => a.sendAt - b.sendAt || a.frame - b.frame)
}

function* quarters(after: number, until: number, { spread }: PeriodicSettings): Generator<Periodic> {
  const first = Math.floor((after - spread) / secondsPerQuarter + 1) * secondsPerQuarter
  for (let measureTime = first; measureTime + spread <= until; measureTime += secondsPerQuarter) {
    for (const frame of quarterFrames) yield { frame, measureTime, sendAt: measureTime + spread }
  }
}

/** Periods that end with a local day: a day's measure time is its last second, a month's and a week's the midnight. */
function* days(after: number, until: number, { zone, spread }: PeriodicSettings): Generator<Periodic> {
  const last = zone.dateOf(until)
  for (let day = zone.dateOf(after); day <= last; day = addDays(day, 1)) {
    const midnight = zone.startOfDay(day)
    for (const frame of framesOfMidnight(day)) {
      const sendAt = midnight + periodicDelays[frame] + spread
      if (sendAt > after && sendAt <= until)
        yield { frame, measureTime: frame === 5 ? midnight - 1 : midnight, sendAt }
    }
  }
}

function framesOfMidnight(day: LocalDate): (keyof typeof periodicDelays)[] {
  return [
    5,
    ...(weekday(day) === 0 ? ([9] as const) : []),
    ...(day.endsWith('-01') ? ([10, 11] as const) : []),
  ]
}
