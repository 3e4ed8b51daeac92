import { Random } from '@ferraris/testing'
import { airtime } from '../phy/airtime.ts'
import type { Port, Reception, Station } from './station.ts'

/** How badly a line of the tests treats its frames. Chances of 0 … 1 for each receiver, delays in milliseconds. */
export interface LineFaults {
  readonly lost: number
  readonly doubled: number
  readonly damaged: number
  /** Copies and frames that are held up come up to this much later. */
  readonly heldUp: number
  readonly delay: number
}

export const faultless: LineFaults = { lost: 0, doubled: 0, damaged: 0, heldUp: 0, delay: 0 }

interface Happening {
  readonly at: number
  readonly order: number
  readonly act: () => void
}

/** Stations in a row; each receives those at most `reach` places away. Events in their order, nothing waits. */
export class LossyLine {
  now = 0
  /** Frames that were sent, by the place of their sender. */
  readonly sent: { readonly place: number; readonly at: number; readonly psdu: Uint8Array }[] = []
  readonly #random: Random
  readonly #faults: LineFaults
  readonly #reach: number
  readonly #stations = new Map<number, Station>()
  #queue: Happening[] = []
  #order = 0

  constructor(faults: LineFaults, seed: number, reach = 1) {
    this.#faults = faults
    this.#random = new Random(seed)
    this.#reach = reach
  }

  /** For the constructor of a station. */
  at(place: number): (station: Station) => Port {
    return station => {
      this.#stations.set(place, station)
      let wake: Happening | undefined
      return {
        transmit: psdu => this.#transmit(place, station, psdu),
        carrier: () => this.#carrier(place),
        wakeAt: time => {
          if (wake !== undefined) this.#queue = this.#queue.filter(other => other !== wake)
          wake = this.#later(Math.max(time, this.now), () => station.wake(this.now))
        },
        detach: () => void this.#stations.delete(place),
      }
    }
  }

  /** Lets things happen until a condition holds or nothing is left. */
  run(until: () => boolean = () => false): void {
    while (!until() && this.#queue.length > 0) {
      const next = this.#queue.reduce((a, b) => (b.at < a.at || (b.at === a.at && b.order < a.order) ? b : a))
      this.#queue = this.#queue.filter(other => other !== next)
      this.now = next.at
      next.act()
    }
  }

  #carrier(place: number): boolean {
    const reaches = (from: number): boolean => from !== place && Math.abs(from - place) <= this.#reach
    return this.sent.some(
      ({ place: from, at, psdu }) => reaches(from) && this.now < at + airtime(psdu.length),
    )
  }

  #transmit(place: number, sender: Station, psdu: Uint8Array): void {
    this.sent.push({ place, at: this.now, psdu })
    const end = this.now + airtime(psdu.length)
    this.#later(end, () => sender.sent(this.now))
    for (const [other, station] of this.#stations) {
      if (station === sender || Math.abs(other - place) > this.#reach) continue
      this.#deliver(station, Math.abs(other - place), psdu, end)
      if (this.#chance(this.#faults.doubled))
        this.#deliver(station, Math.abs(other - place), psdu, end + this.#wait())
    }
  }

  #deliver(station: Station, distance: number, psdu: Uint8Array, end: number): void {
    if (this.#chance(this.#faults.lost)) return
    const octets = psdu.slice()
    if (this.#chance(this.#faults.damaged)) octets[this.#random.below(octets.length)]! ^= 0x10
    const at = this.#chance(this.#faults.heldUp) ? end + this.#wait() : end
    const reception: Reception = { snr: 30 - 5 * distance, signal: 60, inPhase: true, impedance: 'high' }
    this.#later(at, () => station.heard(octets, reception, this.now))
  }

  #later(at: number, act: () => void): Happening {
    const happening = { at, act, order: this.#order++ }
    this.#queue.push(happening)
    return happening
  }

  #wait = (): number => this.#random.below(1 + this.#faults.delay)
  #chance = (share: number): boolean => this.#random.below(1e6) < share * 1e6
}
