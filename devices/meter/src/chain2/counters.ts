import type { FrameNumber } from '@ferraris/chain2'
import type { CivilDay } from '../calendar/civil-day.ts'
import type { NonVolatile } from '../store/memory/non-volatile.ts'
import type { MeterStore } from '../store/meter-store.ts'

/** How many invocation counters are reserved with one write; a restart skips what is left of them. */
const block = 256

/** Invocation counters of one key: kept before they are used. */
export class FrameCounter {
  readonly #memory: NonVolatile
  readonly #key: string
  #next: number
  #reserved: number

  constructor(memory: NonVolatile, name: 'operating' | 'initial') {
    this.#memory = memory
    this.#key = `chain2.counter.${name}`
    this.#reserved = memory.get<number>(this.#key) ?? 1
    this.#next = this.#reserved
  }

  /** The number that {@link take} gives next. */
  get next(): number {
    return this.#next
  }

  take(): number {
    if (this.#next === this.#reserved) {
      this.#memory.set(this.#key, this.#reserved + block)
      this.#reserved += block
    }
    return this.#next++
  }
}

/** Kinds of messages that the monitoring counts, in the order of their registers (seed of the campaign; the last two for production). */
export const countedKinds = ['instPower', 'alerts', 'loadCurve', 'prodAvg', 'prodInst'] as const

/** In which register a frame counts. */
const registerOf: Partial<Record<FrameNumber, number>> = { 21: 0, 51: 0, 22: 1, 25: 1, 1: 2, 2: 3, 41: 4 }

/** Messages of a day, without their replicas, in the order of {@link countedKinds}. */
export type SentDay = {
  readonly day: CivilDay
  readonly counts: readonly number[]
}

const daysKept = 60
const sentKey = 'chain2.sent'
/** 15 bits: the top one tells of a day without supply. */
const mostCounted = 0x7fff

/** What was sent, by day of the meter's clock. */
export class SentCounters {
  readonly #memory: NonVolatile

  constructor(memory: NonVolatile) {
    this.#memory = memory
  }

  count(frame: FrameNumber, day: CivilDay): void {
    const place = registerOf[frame]
    if (place === undefined) return
    const days = this.days
    const last = days.at(-1)
    const running = last?.day === day ? last : { day, counts: countedKinds.map(() => 0) }
    const counts = running.counts.map((count, i) => (i === place ? Math.min(mostCounted, count + 1) : count))
    const before = last?.day === day ? days.slice(0, -1) : days
    this.#memory.set(sentKey, [...before, { day, counts }].slice(-daysKept))
  }

  /** Oldest first, 60 at most. */
  get days(): readonly SentDay[] {
    return this.#memory.get<readonly SentDay[]>(sentKey) ?? []
  }
}

/** The registers of a day: the top bit tells that the meter was without supply in it, however long. */
export function registersOf({ day, counts }: SentDay, { calendar, clock, harms }: MeterStore): number[] {
  const { start, end } = calendar.of(day)
  const offset = clock.read(start) - start
  const wasDown = harms.deadSpans.some(({ from, to }) => from < end - offset && to > start - offset)
  return counts.map(count => (wasDown ? powerLossBit | count : count))
}

const powerLossBit = 0x8000

/** Events of a kind of frame so far. */
export function toldEvents(memory: NonVolatile, frame: number): number {
  return memory.get<Record<string, number>>(eventsKey)?.[frame] ?? 0
}

const eventsKey = 'chain2.events'

/** How many events of a kind of frame there have been, 16 bit, kept before the frame leaves. */
export function nextEventCount(memory: NonVolatile, frame: FrameNumber): number {
  const counts = memory.get<Record<string, number>>(eventsKey) ?? {}
  const next = ((counts[frame] ?? 0) + 1) & 0xffff
  memory.set(eventsKey, { ...counts, [frame]: next })
  return next
}
