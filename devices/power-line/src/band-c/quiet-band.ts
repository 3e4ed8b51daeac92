import { defined } from '@ferraris/bytes'
import { airtime } from '@ferraris/smitp/phy'
import { Channel } from '../line/channel.ts'
import { District } from '../line/district.ts'
import { samePlace, waver } from '../line/medium.ts'
import { errorEvents } from '../line/reception.ts'
import type { DistrictPlan } from '../plan/plan.ts'
import type { Random } from '../simulation/random.ts'
import { accessRules } from './access-rules.ts'

/** From one place to another. */
export interface QuietLink {
  /** Whether a frame of so many octets is received whole in an hour of the day. */
  receives(octets: number, hour: number, random: Random): boolean
}

/**
 * Band C with one station on air: attenuation and noise without events, for months of a home and its device. Collisions between
 * neighbours need a line of stations.
 */
export class QuietBand {
  readonly #channel: Channel

  constructor(plan: DistrictPlan, seed: number) {
    this.#channel = new Channel(new District(plan), seed)
  }

  /**
   * The way from one place to another.
   *
   * @throws {Error} for places that the plan does not have
   */
  link(from: string, to: string): QuietLink {
    const channel = this.#channel
    const [sender, receiver] = [this.#place(from), this.#place(to)]
    const loss = sender === receiver ? samePlace : channel.loss(sender, receiver)
    return {
      receives: (octets, hour, random) => {
        const level = channel.transmitLevel(sender, hour) - loss - channel.noise(receiver, hour)
        const snr = level + waver * (2 * random() - 1)
        const impulses = channel.impulses(receiver, hour)
        return errorEvents({ octets, airtime: airtime(octets), snr, impulses }, random) === 0
      },
    }
  }

  #place(name: string): number {
    return defined(this.#channel.indexOf.get(name), `the place ${name}`)
  }
}

/** Milliseconds from a frame's being handed over to its last bit, on a band that is free. */
export function timeOnQuietBand(octets: number, random: Random): number {
  const { leastFreeMs, mostFreeMs } = accessRules
  return leastFreeMs + random() * (mostFreeMs - leastFreeMs) + airtime(octets)
}
