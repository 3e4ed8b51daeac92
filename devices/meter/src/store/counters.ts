import { lastCounter, SecurityError } from '@ferraris/dlms/security'
import type { CounterMemory, CounterSource } from '@ferraris/dlms/server'
import type { NonVolatile } from './memory/non-volatile.ts'

/** How many numbers are reserved with one write; a restart skips what is left of them. */
const block = 1024

/** The meter's first number. Some clients take 0 for one already used. */
const first = 1

/** As many clients are remembered under one key; one that takes a new name each time costs no more. */
const mostSources = 16

/** Marks the counters under the broadcast key. */
const broadcastSuffix = ' broadcast'

/** What was accepted: by client, and the bar for those that are not, or no longer, remembered. */
interface Received {
  readonly floor: number
  readonly sources: Readonly<Record<string, number>>
}

const noneReceived: Received = { floor: -1, sources: {} }

/**
 * The invocation counters of one secured association (IEC 62056-5-3, 9.2.3.3.7.3). A number must never be used twice
 * under one key, so both directions are kept before they count: its own numbers are reserved in blocks, those of
 * clients are written as they open an association. Each client counts for itself: its system title is part of the nonce.
 */
export class InvocationCounters implements CounterMemory {
  readonly #memory: NonVolatile
  readonly #ownKey: string
  readonly #clientKey: string
  #next: number
  #reserved: number
  #received: Received

  constructor(memory: NonVolatile, client: number) {
    this.#memory = memory
    this.#ownKey = `counter.own.${client}`
    this.#clientKey = `counter.client.${client}`
    this.#reserved = memory.get<number>(this.#ownKey) ?? first
    this.#next = this.#reserved
    // Once there was one number for all clients of an address: it is the bar for each of them.
    const kept = memory.get<number | { floor: number; sources: Record<string, number> }>(this.#clientKey)
    this.#received = typeof kept === 'number' ? { floor: kept, sources: {} } : (kept ?? noneReceived)
  }

  /** A number for one message of the meter, never handed out before under this key. Throws SecurityError at the last one. */
  take(): number {
    if (this.#next > lastCounter)
      throw new SecurityError('counter-exhausted', 'no invocation counter is left; new keys begin new ones')
    if (this.#next === this.#reserved) {
      const reserved = Math.min(this.#reserved + block, lastCounter + 1)
      // Where that fails, none of them is handed out.
      this.#memory.set(this.#ownKey, reserved)
      this.#reserved = reserved
    }
    return this.#next++
  }

  /** The highest number accepted from a client, −1 before the first. */
  received(source: CounterSource): number {
    return this.#received.sources[nameOf(source)] ?? this.#received.floor
  }

  /** The highest number accepted of all clients: one that begins above it is accepted, whatever its name. */
  highest(): number {
    return Math.max(this.#received.floor, ...Object.values(this.#received.sources))
  }

  accept(counter: number, opensAssociation: boolean, source: CounterSource): void {
    this.#received = remembering(this.#received, nameOf(source), counter)
    if (opensAssociation) this.#memory.set(this.#clientKey, { ...this.#received })
  }

  /** A new broadcast key begins new numbers of the clients that use it. */
  restartBroadcast(): void {
    const sources = Object.fromEntries(
      Object.entries(this.#received.sources).filter(([name]) => !name.endsWith(broadcastSuffix)),
    )
    this.#received = { ...this.#received, sources }
    this.#memory.set(this.#clientKey, { ...this.#received })
  }

  /** New keys begin new numbers. */
  restart(): void {
    this.#memory.set(this.#clientKey, { ...noneReceived })
    this.#received = noneReceived
    this.#memory.set(this.#ownKey, first)
    this.#next = first
    this.#reserved = first
  }
}

function nameOf({ systemTitle, broadcast }: CounterSource): string {
  return Buffer.from(systemTitle).toString('hex') + (broadcast ? broadcastSuffix : '')
}

/** Where there are too many, the one with the lowest counter is dropped, and its counter becomes the bar. */
function remembering({ floor, sources }: Received, name: string, counter: number): Received {
  const all = { ...sources, [name]: counter }
  if (Object.keys(all).length <= mostSources) return { floor, sources: all }
  const [forgotten, lowest] = Object.entries(all)
    .filter(([other]) => other !== name)
    .reduce((a, b) => (b[1] < a[1] ? b : a))
  const { [forgotten]: _, ...rest } = all
  return { floor: Math.max(floor, lowest), sources: rest }
}
