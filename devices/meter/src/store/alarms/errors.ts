import { errorBitOf, ferraris, type MeterEvent } from '@ferraris/metering'
import type { NonVolatile } from '../memory/non-volatile.ts'

/** Errors after which the meter must not be billed from: they stand until a client has seen and cleared them. */
const lasting: ReadonlySet<MeterEvent> = new Set([
  'programMemoryError',
  'nonVolatileMemoryError',
  'measurementSystemError',
])

const registerKey = 'errors.register'
const holdingKey = 'errors.holding'

/**
 * Error register 1 (0.0.97.97.0): faults that hold. A passing one, of clock, battery or RAM, goes with its fault; a lasting one stays
 * until a client clears it, and no client clears one that still holds.
 */
export class Errors {
  readonly #memory: NonVolatile

  constructor(memory: NonVolatile) {
    this.#memory = memory
  }

  get register(): number {
    return this.#memory.get<number>(registerKey) ?? 0
  }

  get #holding(): number {
    return this.#memory.get<number>(holdingKey) ?? 0
  }

  begin(event: MeterEvent): void {
    const bit = bitOf(event)
    if (bit === 0) return
    this.#set(holdingKey, this.#holding | bit)
    this.#set(registerKey, this.register | bit)
  }

  end(event: MeterEvent): void {
    const bit = bitOf(event)
    this.#set(holdingKey, this.#holding & ~bit)
    if (!lasting.has(event)) this.#set(registerKey, this.register & ~bit)
  }

  /** A client clears bits by writing what is to stand; it cannot set any. False for one that would. */
  keep(bits: number): boolean {
    if ((bits & ~this.register) !== 0) return false
    this.#set(registerKey, bits | this.#holding)
    return true
  }

  #set(key: string, bits: number): void {
    const value = bits >>> 0
    if (value !== (this.#memory.get<number>(key) ?? 0)) this.#memory.set(key, value)
  }
}

function bitOf(event: MeterEvent): number {
  const bit = errorBitOf(ferraris, event)
  return bit === undefined ? 0 : (1 << bit) >>> 0
}
