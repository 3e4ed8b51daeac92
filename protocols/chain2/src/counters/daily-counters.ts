import { addDays, type LocalDate, type Zone } from '@ferraris/cosem'
import type { Frame } from '../frames/frame.ts'
import { type CounterName, counterNames, counterOf, dayOfFrame } from './registers.ts'
import { highestCount } from './word.ts'

/** Days that a ring of daily counters goes back. */
export const counterDays = 60

/** What was counted on one day, net of replicas. */
export type CounterDay = Readonly<Record<CounterName, number>> & {
  readonly day: LocalDate
  /** The device lost its supply on that day, however shortly: the day is void. */
  readonly powerLoss: boolean
  /** Of each hour of the local day, 24 of each kind in their order, where hours are counted. */
  readonly byHour?: readonly number[]
}

/**
 * The daily counters of one meter, sent or received, the oldest day first: the same value at both ends. It is plain data, to be
 * kept as it is; every function returns a new one.
 */
export type DailyCounters = readonly CounterDay[]

export const noCounters: DailyCounters = []

/** Counts a frame that is no replica; frames without a register change nothing. */
export function countFrame(counters: DailyCounters, frame: Frame, zone: Zone): DailyCounters {
  const name = counterOf(frame.frame)
  if (name === undefined) return counters
  return changed(counters, dayOfFrame(frame, zone), day => ({
    ...day,
    [name]: Math.min(day[name] + 1, highestCount),
  }))
}

/** Opens a day, so that one on which nothing is heard counts 0 and is not missing. */
export function beginDay(counters: DailyCounters, day: LocalDate): DailyCounters {
  return changed(counters, day, same => same)
}

/** Marks the days of a loss of supply, first to last: a month without supply makes a month of void days. */
export function markPowerLoss(counters: DailyCounters, first: LocalDate, last = first): DailyCounters {
  const earliest = addDays(last, 1 - counterDays)
  let marked = counters
  for (let day = first < earliest ? earliest : first; day <= last; day = addDays(day, 1)) {
    marked = changed(marked, day, one => ({ ...one, powerLoss: true }))
  }
  return marked
}

function changed(
  counters: DailyCounters,
  day: LocalDate,
  change: (day: CounterDay) => CounterDay,
): DailyCounters {
  const index = counters.findIndex(one => one.day >= day)
  const place = index < 0 ? counters.length : index
  const known = counters[place]
  if (known?.day === day) return counters.with(place, change(known))
  return counters.toSpliced(place, 0, change(emptyDay(day))).slice(-counterDays)
}

const zeros = Object.fromEntries(counterNames.map(name => [name, 0])) as Record<CounterName, number>

function emptyDay(day: LocalDate): CounterDay {
  return { ...zeros, day, powerLoss: false }
}
