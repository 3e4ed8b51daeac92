import { at } from '@ferraris/bytes'
import type { Reception, Station } from '@ferraris/smitp/line'
import { airtime } from '@ferraris/smitp/phy'
import { addPowers } from '../physics/decibel.ts'
import { type Random, randomFrom } from '../simulation/random.ts'
import type { Simulation } from '../simulation/simulation.ts'
import { forEachHearer } from './audibility.ts'
import type { Channel } from './channel.ts'
import { damage } from './damage.ts'
import { errorEvents, missed } from './reception.ts'
import { type AddressFilter, Transceiver } from './transceiver.ts'
import { Wanting } from './wanting.ts'

/** A frame that arrives so much stronger takes the receiver over from one that was first, dB. */
const capture = 6
/** Loss between two modems on one busbar, dB. */
export const samePlace = 6
/** From frame to frame a link's SNR wavers by as much, either way, dB. */
export const waver = 1.5

/** How a frame fared at one place. */
interface Hearer {
  readonly place: string
  /** dB, other senders counted as noise. */
  readonly snr: number
  readonly fate: 'whole' | 'damaged' | 'missed' | 'deaf'
}

/** A frame that was on the line, and how it fared. */
export interface FrameSeen {
  readonly from: string
  readonly psdu: Uint8Array
  readonly start: number
  readonly end: number
  readonly heardBy: readonly Hearer[]
}

interface MediumSettings {
  /** Chance of each reception to be lost, whatever the line is like. */
  readonly loss: number
  /** Local hour of the day, 0 … 23, at an instant. */
  readonly localHour: (now: number) => number
  /** What modems tell frames apart by; undefined for a frame to all. */
  readonly keyOf: (psdu: Uint8Array) => number | undefined
}

interface Transmission {
  readonly sender: Transceiver
  readonly psdu: Uint8Array
  readonly start: number
  readonly end: number
  readonly hour: number
  /** What the sender brings onto the line, dBµV. */
  readonly level: number
  /** Its end has been dealt with. */
  over: boolean
}

/**
 * The power line as a shared, half-duplex medium. A frame is judged when it ends, once for each receiver that may hear
 * it: a sending station is deaf; one busy with an earlier frame changes to a stronger one only; other senders are noise.
 */
export class Medium {
  channel: Channel
  frames = 0
  /** Milliseconds on air, all senders together. */
  airtime = 0
  readonly watchers = new Set<(frame: FrameSeen) => void>()
  readonly #simulation: Simulation
  readonly #random: Random
  readonly #idleRandom: Random
  readonly #settings: MediumSettings
  /** Modems by place. */
  readonly #at: (readonly Transceiver[])[]
  readonly #wanting = new Wanting()
  /** Frames on air, and those that have ended since the first of them began. */
  #onAir: Transmission[] = []

  constructor(channel: Channel, simulation: Simulation, seed: number, settings: MediumSettings) {
    this.channel = channel
    this.#simulation = simulation
    this.#random = randomFrom(seed)
    this.#idleRandom = randomFrom(~seed)
    this.#settings = settings
    this.#at = channel.places.map(() => [])
  }

  attach(place: number, station: Station, wants: AddressFilter | undefined): Transceiver {
    const transceiver = new Transceiver(place, station, wants, this.#simulation, {
      send: this.#send,
      gone: gone => {
        this.#at[place] = this.#modemsAt(place).filter(other => other !== gone)
        this.#wanting.gone(gone)
      },
      carrier: listener => this.#carrier(listener),
      want: (modem, key) => this.#wanting.want(modem, key),
      unwant: (modem, key) => this.#wanting.unwant(modem, key),
    })
    // A new list each time: a frame that is being handed out goes through the old one.
    this.#at[place] = [...this.#modemsAt(place), transceiver]
    this.#wanting.attached(transceiver)
    return transceiver
  }

  #modemsAt(place: number): readonly Transceiver[] {
    return this.#at[place] ?? []
  }

  /** Whether a signal stands out from the noise: a modem detects what it can just not read, too. */
  #carrier(listener: Transceiver): boolean {
    const { place } = listener
    return this.#onAir.some(
      transmission =>
        transmission.sender !== listener &&
        !transmission.over &&
        this.#signalAt(transmission, place) > this.channel.noise(place, transmission.hour),
    )
  }

  readonly #send = (sender: Transceiver, psdu: Uint8Array): void => {
    const start = this.#simulation.now
    const end = start + airtime(psdu.length)
    const hour = this.#settings.localHour(start)
    sender.sendingFrom = start
    sender.sendingUntil = end
    const transmission: Transmission = {
      sender,
      psdu,
      start,
      end,
      hour,
      level: this.channel.transmitLevel(sender.place, hour),
      over: false,
    }
    this.#onAir.push(transmission)
    this.#simulation.schedule(end, () => this.#ended(transmission))
  }

  #ended(transmission: Transmission): void {
    const { sender, start, end } = transmission
    this.frames++
    this.airtime += end - start
    const rivals = this.#onAir.filter(
      other => other !== transmission && other.start < end && other.end > start,
    )
    transmission.over = true
    this.#forget()
    sender.left(end)
    // A sender that fails in mid-frame disturbs others, and delivers nothing.
    if (sender.attached) this.#spread(transmission, rivals)
  }

  /** Frames that are over stay as long as another one is on air that they overlapped. */
  #forget(): void {
    const earliest = this.#onAir.reduce(
      (first, { over, start }) => (over ? first : Math.min(first, start)),
      Infinity,
    )
    this.#onAir = this.#onAir.filter(({ over, end }) => !over || end > earliest)
  }

  #spread(transmission: Transmission, rivals: readonly Transmission[]): void {
    const { channel } = this
    const { sender, psdu, start, end } = transmission
    const key = this.#settings.keyOf(psdu)
    if (this.watchers.size === 0 && key !== undefined) {
      this.#spreadToFew(transmission, key, rivals)
      return
    }
    const heardBy: Hearer[] | undefined = this.watchers.size > 0 ? [] : undefined
    const arrive = (place: number, loss: number): void => {
      for (const receiver of this.#modemsAt(place)) {
        const wanted = this.#wanting.wants(receiver, key)
        this.#arrive(transmission, receiver, loss, rivals, wanted, heardBy)
      }
    }
    arrive(sender.place, samePlace)
    forEachHearer(channel.hearing(sender.place), arrive)
    if (heardBy === undefined) return
    const from = at(channel.places, sender.place).id
    for (const watcher of this.watchers) watcher({ from, psdu, start, end, heardBy })
  }

  /** The same for a frame that few modems want, in the same order: the sender's place, then by index. */
  #spreadToFew(transmission: Transmission, key: number, rivals: readonly Transmission[]): void {
    const { place } = transmission.sender
    const rank = (modem: Transceiver): number => (modem.place === place ? -1 : modem.place)
    for (const modem of this.#wanting.of(key).sort((a, b) => rank(a) - rank(b))) {
      const loss = modem.place === place ? samePlace : this.channel.loss(place, modem.place)
      if (loss < Infinity) this.#arrive(transmission, modem, loss, rivals, true, undefined)
    }
  }

  /** A frame ends at one modem: where it is wanted, its station gets what was received. */
  #arrive(
    transmission: Transmission,
    receiver: Transceiver,
    loss: number,
    rivals: readonly Transmission[],
    hasKey: boolean,
    heardBy: Hearer[] | undefined,
  ): void {
    const { sender, psdu, start, end } = transmission
    if (receiver === sender || !receiver.attached) return
    const { station, wants } = receiver
    const wanted = hasKey && wants?.(psdu) !== false && station.ignores?.(psdu, end) !== true
    if (!wanted && heardBy === undefined) return
    const { place } = receiver
    // Watching must not change what happens: unwanted frames draw from random numbers of their own.
    const random = wanted ? this.#random : this.#idleRandom
    const deaf = receiver.sentWithin(start, end)
    const reception = this.#reception(transmission, place, loss, rivals, random)
    const lost = deaf || this.#lost(transmission, reception, rivals, place, random)
    const events = lost ? missed : this.#errors(transmission, place, reception.snr, random)
    heardBy?.push({
      place: at(this.channel.places, place).id,
      snr: reception.snr,
      fate: deaf ? 'deaf' : events === missed ? 'missed' : events === 0 ? 'whole' : 'damaged',
    })
    if (events === missed || !wanted) return
    station.heard(events === 0 ? psdu : damage(psdu, events, random), reception, end)
  }

  #reception(
    { sender, level, hour }: Transmission,
    place: number,
    loss: number,
    rivals: readonly Transmission[],
    random: Random,
  ): Reception {
    const { channel } = this
    const signal = level - loss
    const disturbance = rivals.reduce(
      (sum, rival) => addPowers(sum, this.#signalAt(rival, place)),
      channel.noise(place, hour),
    )
    return {
      snr: signal - disturbance + waver * (2 * random() - 1),
      signal,
      inPhase: channel.inPhase(sender.place, place),
      impedance: channel.impedance(place, hour),
    }
  }

  /** Lost by chance, or because the receiver was busy with a frame that had begun earlier and is not much weaker. */
  #lost(
    { start, hour }: Transmission,
    { signal }: Reception,
    rivals: readonly Transmission[],
    place: number,
    random: Random,
  ): boolean {
    if (this.#settings.loss > 0 && random() < this.#settings.loss) return true
    return rivals.some(rival => {
      if (rival.start >= start) return false
      const theirs = this.#signalAt(rival, place)
      return theirs > this.channel.noise(place, hour) && signal < theirs + capture
    })
  }

  #errors({ psdu, start, end, hour }: Transmission, place: number, snr: number, random: Random): number {
    const impulses = this.channel.impulses(place, hour)
    return errorEvents({ octets: psdu.length, airtime: end - start, snr, impulses }, random)
  }

  #signalAt({ sender, level }: Transmission, place: number): number {
    return level - (sender.place === place ? samePlace : this.channel.loss(sender.place, place))
  }
}
