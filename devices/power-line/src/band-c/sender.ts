import type { Station } from '@ferraris/smitp/line'
import { airtime } from '@ferraris/smitp/phy'
import type { Line } from '../line/line.ts'
import type { LinePort } from '../line/transceiver.ts'
import type { Random } from '../simulation/random.ts'
import { accessRules } from './access-rules.ts'

/** What became of a frame that was handed to the line. */
export type Departure = 'sent' | 'line-busy'

/** A modem that sends into band C. */
export interface BandCSender {
  /**
   * Hands a frame over; `departed` is called once, when it has left or is given up. False, and nothing follows, while
   * another one waits: the queue is the sender's own affair.
   */
  offer(psdu: Uint8Array, departed: (departure: Departure, now: number) => void): boolean
  /** What is counted: frames that left, that were given up, and times that the band was found in use. */
  readonly counters: { readonly sent: number; readonly givenUp: number; readonly deferred: number }
  detach(): void
}

interface Waiting {
  readonly psdu: Uint8Array
  readonly departed: (departure: Departure, now: number) => void
  /** Until when the band must stay free; undefined until it has been found free. */
  freeUntil: number | undefined
  attempts: number
  isOnAir: boolean
}

/*
 * Access to CENELEC C (EN 50065-1, our reading of its rules): all stations share it, none is called, each listens first.
 *
 *     offered ── band free ──► listening for 85 to 115 ms, by chance ── still free ──► on air ──► sent
 *        ▲                          │ in use
 *        └────── in use ────────────┴── the sixth time: given up
 *
 * There is no answer: the sender has no acknowledgement of a frame, and repetition belongs to the layer above.
 * After a second on air, frames without pause between them counted together, a station is silent for 125 ms.
 */

/** Plugs a modem into the line of a plan of band C. Chance is the modem's own: two that waited alike would collide for ever. */
export function bandCSender(line: Line, place: string, random: Random): BandCSender {
  return new ListeningModem(line, place, random)
}

class ListeningModem implements BandCSender, Station {
  readonly counters = { sent: 0, givenUp: 0, deferred: 0 }
  readonly #port: LinePort
  readonly #line: Line
  readonly #random: Random
  #waiting: Waiting | undefined
  /** Time on air since the last pause, milliseconds, and when that ended. */
  #burst = 0
  #lastEnd = Number.NEGATIVE_INFINITY

  constructor(line: Line, place: string, random: Random) {
    this.#line = line
    this.#random = random
    // It sends only: nothing on the line is for it.
    this.#port = line.attach(place, this, () => false)
  }

  offer(psdu: Uint8Array, departed: Waiting['departed']): boolean {
    if (this.#waiting !== undefined) return false
    this.#waiting = { psdu, departed, freeUntil: undefined, attempts: 0, isOnAir: false }
    const { now } = this.#line
    const isLong = this.#burstAt(now) + airtime(psdu.length) > accessRules.longestBurstMs
    this.#port.wakeAt(isLong ? this.#lastEnd + accessRules.silenceMs : now)
    return true
  }

  wake(now: number): void {
    const waiting = this.#waiting
    if (waiting === undefined || waiting.isOnAir) return
    if (this.#port.carrier()) {
      this.#defer(waiting, now)
      return
    }
    const { leastFreeMs, mostFreeMs, lookMs } = accessRules
    waiting.freeUntil ??= now + leastFreeMs + this.#random() * (mostFreeMs - leastFreeMs)
    if (now < waiting.freeUntil) {
      this.#port.wakeAt(Math.min(now + lookMs, waiting.freeUntil))
      return
    }
    waiting.isOnAir = true
    this.#burst = this.#burstAt(now)
    this.#port.transmit(waiting.psdu)
  }

  #defer(waiting: Waiting, now: number): void {
    // The same frame of another station is found in use at each look: it counts once.
    if (waiting.freeUntil !== undefined || waiting.attempts === 0) {
      waiting.attempts++
      this.counters.deferred++
      waiting.freeUntil = undefined
    }
    if (waiting.attempts > accessRules.mostAttempts) {
      this.#waiting = undefined
      this.counters.givenUp++
      waiting.departed('line-busy', now)
      return
    }
    this.#port.wakeAt(now + accessRules.lookMs)
  }

  sent(now: number): void {
    const waiting = this.#waiting
    if (waiting === undefined) return
    this.#waiting = undefined
    this.#burst += airtime(waiting.psdu.length)
    this.#lastEnd = now
    this.counters.sent++
    waiting.departed('sent', now)
  }

  heard(): void {}

  detach(): void {
    this.#waiting = undefined
    this.#port.detach()
  }

  /** What the running burst has been on air, 0 after a pause. */
  #burstAt(now: number): number {
    return now - this.#lastEnd >= accessRules.silenceMs ? 0 : this.#burst
  }
}
