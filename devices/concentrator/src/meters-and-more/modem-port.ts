import {
  type ModemHostInput,
  openModemHost,
  type SerialLinkSettings,
  stepModemHost,
} from '@ferraris/smitp/host'
import type { Port, Station } from '@ferraris/smitp/line'

/** What a port on a modem needs: the serial line to it, time, and a wake-up. */
interface ModemEquipment {
  write(octets: Uint8Array): void
  now(): number
  /** Asks for `wake` at that time; a later call replaces an earlier one. */
  wakeAt(time: number): void
  readonly serial?: SerialLinkSettings
}

/**
 * A station's place on a line that is reached through a modem on a serial port: the modem takes and gives whole frames
 * (PHY data of its host interface). The owner of the serial port hands its octets to `octets`.
 */
export class ModemPort implements Port {
  readonly #equipment: ModemEquipment
  readonly #station: Station
  #host
  #modemAlarm = Number.POSITIVE_INFINITY
  #stationAlarm = Number.POSITIVE_INFINITY

  constructor(station: Station, equipment: ModemEquipment) {
    this.#station = station
    this.#equipment = equipment
    this.#host = openModemHost(equipment.serial)
  }

  transmit(psdu: Uint8Array): void {
    this.#step({ kind: 'transmit', psdu }, this.#equipment.now())
  }

  /** The host interface does not tell: what gets lost is made good end to end. */
  carrier(): boolean {
    return true
  }

  wakeAt(time: number): void {
    this.#stationAlarm = time
    this.#setAlarm()
  }

  detach(): void {
    this.#stationAlarm = this.#modemAlarm = Number.POSITIVE_INFINITY
    this.#setAlarm()
  }

  /** Octets of the modem. */
  octets(octets: Uint8Array, now: number): void {
    this.#step({ kind: 'octets', octets }, now)
  }

  /** The time that was asked for has come. */
  wake(now: number): void {
    if (now >= this.#modemAlarm) {
      this.#modemAlarm = Number.POSITIVE_INFINITY
      this.#step({ kind: 'tick' }, now)
    }
    if (now >= this.#stationAlarm) {
      this.#stationAlarm = Number.POSITIVE_INFINITY
      this.#station.wake(now)
    }
    this.#setAlarm()
  }

  #step(input: ModemHostInput, now: number): void {
    const [next, outputs] = stepModemHost(this.#host, input, now)
    this.#host = next
    for (const output of outputs) {
      if (output.kind === 'write') this.#equipment.write(output.octets)
      else if (output.kind === 'wake') this.#modemAlarm = output.at
      else if (output.kind === 'heard') this.#station.heard(output.psdu, output.reception, now)
      else if (output.kind === 'sent') this.#station.sent(now)
      // A frame that did not leave is never answered: the station's timeout ends that.
    }
    this.#setAlarm()
  }

  #setAlarm(): void {
    this.#equipment.wakeAt(Math.min(this.#modemAlarm, this.#stationAlarm))
  }
}
