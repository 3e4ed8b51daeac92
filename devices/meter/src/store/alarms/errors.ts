import { errorBitOf, ferraris, type MeterEvent } from '@ferraris/metering'
import { endOf } from '../../harms/harm.ts'
import type { Harms } from '../../harms/harms.ts'
import { effectOf } from '../../harms/kinds.ts'
import type { AtomicMemory } from '../memory/atomic-memory.ts'
import type { MeterClock } from '../meter-clock.ts'

/** Errors after which the meter must not be billed from: they stand until a client has seen and cleared them. */
const lasting: ReadonlySet<MeterEvent> = new Set([
  'programMemoryError',
  'nonVolatileMemoryError',
  'measurementSystemError',
])

const clearedKey = 'errors.cleared'

/** When a client cleared a lasting error last, by its event. */
type Cleared = { readonly [Event in MeterEvent]?: number }

interface ErrorSources {
  readonly memory: AtomicMemory
  readonly clock: MeterClock
  readonly harms: Harms
}

/**
 * Error register 1 (0.0.97.97.0): faults that hold. A passing one, of clock, battery or RAM, goes with its fault; a lasting one stays
 * until a client clears it, and no client clears one that still holds.
 */
export class Errors {
  readonly #sources: ErrorSources

  constructor(sources: ErrorSources) {
    this.#sources = sources
  }

  register(now: number): number {
    return this.#standing(now).reduce((bits, { event }) => bits | bitOf(event), 0) >>> 0
  }

  /** A client clears bits by writing what is to stand; it cannot set any. False for one that would. */
  clear(bits: number, now: number): boolean {
    const standing = this.#standing(now)
    if ((bits & ~this.register(now)) !== 0) return false
    const cleared = standing.filter(({ event, holds }) => !holds && (bits & bitOf(event)) === 0)
    if (cleared.length === 0) return true
    const { memory } = this.#sources
    const before = memory.get<Cleared>(clearedKey)
    memory.set(clearedKey, { ...before, ...Object.fromEntries(cleared.map(({ event }) => [event, now])) })
    return true
  }

  /** Errors that stand, and whether their fault still holds. */
  #standing(now: number): readonly { readonly event: MeterEvent; readonly holds: boolean }[] {
    const { memory, clock, harms } = this.#sources
    const lost = clock.isLost(now) ? [{ event: 'clockInvalid', holds: true } as const] : []
    const full = memory.isFailing ? [{ event: 'nonVolatileMemoryError', holds: true } as const] : []
    const cleared = memory.get<Cleared>(clearedKey)
    const failed = harms.list.flatMap(harm => {
      const { error } = effectOf(harm)
      const end = endOf(harm)
      if (error === undefined || harm.from + error.after > now || harm.from + error.after >= end) return []
      const { event } = error
      if (now < end) return [{ event, holds: true }]
      return lasting.has(event) && (cleared?.[event] ?? 0) < end ? [{ event, holds: false }] : []
    })
    return [...lost, ...full, ...failed]
  }
}

function bitOf(event: MeterEvent): number {
  const bit = errorBitOf(ferraris, event)
  return bit === undefined ? 0 : 1 << bit
}
