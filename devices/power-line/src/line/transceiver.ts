import type { Port, Station } from '@ferraris/smitp/line'
import type { Scheduled } from '../simulation/event-queue.ts'
import type { Simulation } from '../simulation/simulation.ts'

/** Which frames a modem hands to its machine, by the octets on the line. */
export type AddressFilter = (psdu: Uint8Array) => boolean

/** What a modem does on the medium. */
interface TransceiverMedium {
  send(sender: Transceiver, psdu: Uint8Array): void
  gone(sender: Transceiver): void
  want(modem: Transceiver, key: number): void
  unwant(modem: Transceiver, key: number): void
  /** Whether it hears another one now. */
  carrier(listener: Transceiver): boolean
}

/** A station's place on the line, whose modem may be told which frames it hands on. */
export interface LinePort extends Port {
  /** Frames with this key, by the `keyOf` of the line, and from then on none with a key that was not named. */
  want(key: number): void
  unwant(key: number): void
}

/** The modem of one station: half duplex, one frame after the other, one alarm. */
export class Transceiver implements LinePort {
  readonly place: number
  readonly station: Station
  readonly wants: AddressFilter | undefined
  attached = true
  /** Keys of the frames it wants; all frames as long as it has named none. */
  readonly keys = new Set<number>()
  /** Its latest transmission: while it lasts, it hears nothing. */
  sendingFrom = -Infinity
  sendingUntil = -Infinity
  readonly #simulation: Simulation
  readonly #medium: TransceiverMedium
  readonly #waiting: Uint8Array[] = []
  #alarm: Scheduled | undefined

  constructor(
    place: number,
    station: Station,
    wants: AddressFilter | undefined,
    simulation: Simulation,
    medium: TransceiverMedium,
  ) {
    this.place = place
    this.station = station
    this.wants = wants
    this.#simulation = simulation
    this.#medium = medium
  }

  transmit(psdu: Uint8Array): void {
    if (!this.attached) return
    if (this.sendingUntil > this.#simulation.now) this.#waiting.push(psdu)
    else this.#medium.send(this, psdu)
  }

  /** The last bit of a frame has left. */
  left(now: number): void {
    if (!this.attached) return
    this.station.sent(now)
    const next = this.#waiting.shift()
    if (next !== undefined) this.#medium.send(this, next)
  }

  carrier(): boolean {
    return this.attached && this.#medium.carrier(this)
  }

  wakeAt(time: number): void {
    if (this.#alarm !== undefined) this.#simulation.cancel(this.#alarm)
    this.#alarm = this.attached ? this.#simulation.schedule(time, this.#ring) : undefined
  }

  detach(): void {
    if (!this.attached) return
    this.attached = false
    if (this.#alarm !== undefined) this.#simulation.cancel(this.#alarm)
    this.#waiting.length = 0
    this.#medium.gone(this)
  }

  want(key: number): void {
    if (this.attached) this.#medium.want(this, key)
  }

  unwant(key: number): void {
    this.#medium.unwant(this, key)
  }

  /** Was it sending at any time between two instants? */
  sentWithin(from: number, until: number): boolean {
    return this.sendingFrom < until && this.sendingUntil > from
  }

  readonly #ring = (now: number): void => {
    this.#alarm = undefined
    this.station.wake(now)
  }
}
