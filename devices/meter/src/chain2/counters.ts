import {
  countFrame,
  type DailyCounters,
  type EventCounts,
  type Frame,
  type FrameNumber,
  nextEvent,
  noCounters,
} from '@ferraris/chain2'
import type { Zone } from '@ferraris/cosem'
import type { Json, NonVolatile } from '../store/memory/non-volatile.ts'
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

const sentKey = 'chain2.sent'

type Kept = DailyCounters & readonly { readonly [member: string]: Json }[]

/** What was sent, by the day that each frame tells of, replicas apart: the same value that a device keeps of what it has received. */
export class SentCounters {
  readonly #memory: NonVolatile

  constructor(memory: NonVolatile) {
    this.#memory = memory
  }

  count(frame: Frame, zone: Zone): void {
    this.#memory.set(sentKey, countFrame(this.#kept, frame, zone) as Kept)
  }

  get #kept(): DailyCounters {
    return this.#memory.get<Kept>(sentKey) ?? noCounters
  }

  /** Oldest first; a day in which the meter was without supply, however shortly, is marked. */
  days({ calendar, clock, harms }: Pick<MeterStore, 'calendar' | 'clock' | 'harms'>): DailyCounters {
    return this.#kept.map(day => {
      const start = calendar.zone.startOfDay(day.day)
      const end = calendar.at(start).end
      const offset = clock.read(start) - start
      const powerLoss = harms.deadSpans.some(({ from, to }) => from < end - offset && to > start - offset)
      return { ...day, powerLoss }
    })
  }
}

/** Events of a kind of frame so far. */
export function toldEvents(memory: NonVolatile, frame: number): number {
  return memory.get<KeptEvents>(eventsKey)?.[frame] ?? 0
}

const eventsKey = 'chain2.events'
type KeptEvents = EventCounts & { readonly [frame: string]: number }

/** How many events of a kind of frame there have been, 16 bit, kept before the frame leaves. */
export function nextEventCount(memory: NonVolatile, frame: FrameNumber): number {
  const [count, counts] = nextEvent(memory.get<KeptEvents>(eventsKey) ?? {}, frame)
  memory.set(eventsKey, { ...counts })
  return count
}
