import { defined } from '@ferraris/bytes'
import { lossBetween } from '../line/audibility.ts'
import { Channel } from '../line/channel.ts'
import { District } from '../line/district.ts'
import type { DistrictPlan } from './plan.ts'

/** A place that another one hears and is heard by. */
interface Link {
  readonly place: string
  /** Of the worse direction, dB. */
  readonly snr: number
}

/** How well the places of a plan hear each other on the line of a seed. */
export class LinkQuality {
  readonly #channel: Channel

  constructor(plan: DistrictPlan, seed: number) {
    this.#channel = new Channel(new District(plan), seed)
  }

  /** The links of a home, or of a substation. */
  linksOf(place: string, hour: number): Link[] {
    const { places, indexOf } = this.#channel
    const from = defined(indexOf.get(place), `the place ${place}`)
    return Array.from(this.#channel.hearing(from).places, to => ({
      place: defined(places[to], 'a place that is heard').id,
      snr: Math.min(this.#snr(from, to, hour), this.#snr(to, from, hour)),
    }))
  }

  #snr(from: number, to: number, hour: number): number {
    const channel = this.#channel
    const loss = lossBetween(channel.hearing(from), to)
    return channel.transmitLevel(from, hour) - loss - channel.noise(to, hour)
  }
}
