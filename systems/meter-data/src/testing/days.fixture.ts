import { createHash } from 'node:crypto'
import { addDays, zone } from '@ferraris/cosem'
import { obisCodes, quality } from '@ferraris/metering'
import { type Day, dayOf, intervalsOfDay } from '../day/day.ts'
import { emptyLog, type Meter, type Received, type Subject } from '../day/subject.ts'

const rome = zone('Europe/Rome')

/**
 * The day of a home in Wh a quarter-hour: a base load that wavers, and stretches of use at breakfast, noon and in the evening. Made
 * from a small recurrence, so that a test says what it expects and not how it came.
 */
export function homeDay(count = 96): number[] {
  return Array.from({ length: count }, (_, i) => {
    const hour = (i / count) * 24
    const hump = (middle: number, width: number, height: number) =>
      height * Math.max(0, 1 - Math.abs(hour - middle) / width)
    return 60 + ((i * 7) % 11) + Math.round(hump(7.5, 2, 120) + hump(13, 2, 30) + hump(20, 4, 140))
  })
}

/** A day with values of its own; null is missing. */
export function dayWith(
  values: readonly (number | null)[],
  { date = '2026-11-18', obis = obisCodes.activeEnergyImport as string, seconds = 0 } = {},
): Day {
  const start = rome.startOfDay(date)
  const length = rome.startOfDay(addDays(date, 1)) - start
  const intervalSeconds = seconds === 0 ? length / values.length : seconds
  return dayOf(
    {
      obis,
      day: date,
      start,
      intervalSeconds,
      values: [...values],
      quality: values.map(value => (value === null ? quality.missing : quality.valid)),
    },
    rome,
  )
}

export const homeMeter: Meter = {
  serial: 'M1',
  phases: 3,
  voltage: 400,
  maximumCurrent: 63,
  contractPower: null,
  multiplier: 1,
  registerDigits: 9,
  registerResolution: 1,
  intervalResolution: 1,
  intervalSeconds: 900,
  channels: [obisCodes.activeEnergyImport],
  active: true,
  seasonal: false,
}

/** All that is known of a day, as far as a test cares. */
export function subjectOf(day: Day, rest: Partial<Subject> = {}): Subject {
  return { day, unit: 'Wh', meter: homeMeter, log: emptyLog, siblings: new Map(), ...rest }
}

/** The message that brought a day, one second after its end. */
export function receivedWith(day: Day, rest: Partial<Received> = {}): Received {
  const rows = day.values.flatMap((value, i) =>
    value === null ? [] : { time: day.start + i * 900, seconds: 900, value },
  )
  return { serial: 'M1', obis: day.obis, unit: 'Wh', multiplier: 1, rows, at: day.end + 1, ...rest }
}

/** A value of a list exchanged for others, from an index on. */
export function replaced<T>(list: readonly T[], from: number, values: readonly T[]): T[] {
  return list.map((value, i) => (i >= from && i < from + values.length ? (values[i - from] ?? value) : value))
}

/** A stretch of the day, by the wall clock of a day without a change. */
export function span(day: Day, from: string, to: string) {
  const at = (time: string) => {
    const [hour = 0, minute = 0] = time.split(':').map(Number)
    return day.start + hour * 3600 + minute * 60
  }
  return { from: at(from), to: at(to) }
}

/** By which facts name a row of values: the first 12 digits of SHA-256 over them, joined by commas. */
export function hashOf(values: readonly (number | null)[]): string {
  return createHash('sha256').update(values.join(',')).digest('hex').slice(0, 12)
}

export { intervalsOfDay, rome }
