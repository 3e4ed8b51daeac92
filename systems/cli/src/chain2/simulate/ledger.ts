import { type CounterName, counterNames, counterOf, type FrameNumber } from '@ferraris/chain2'

/** Messages of one kind: net of replicas. */
export interface Tally {
  sent: number
  received: number
}
export type Tallies = Record<CounterName, Tally>

export function noTallies(): Tallies {
  return Object.fromEntries(counterNames.map(name => [name, { sent: 0, received: 0 }])) as Tallies
}

/**
 * What really happened to each message, written by the line and the plug, which open nothing: the truth that counters and platform
 * are held against.
 */
export class Ledger {
  readonly #arrived = new Set<number>()
  readonly #days = new Map<number, Tallies>()

  /** A message has left for the first time; `day` is the place of its day in the campaign. */
  sent(frame: FrameNumber, day: number): void {
    const name = counterOf(frame)
    if (name !== undefined) this.of(day)[name].sent++
  }

  /** A transmission has arrived; true for the first one of its message. */
  arrived(frame: FrameNumber, day: number, message: number): boolean {
    if (this.#arrived.has(message)) return false
    this.#arrived.add(message)
    const name = counterOf(frame)
    if (name !== undefined) this.of(day)[name].received++
    return true
  }

  of(day: number): Tallies {
    let tallies = this.#days.get(day)
    if (tallies === undefined) {
      tallies = noTallies()
      this.#days.set(day, tallies)
    }
    return tallies
  }
}
