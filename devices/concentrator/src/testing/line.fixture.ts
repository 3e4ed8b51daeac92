import { Simulation } from '@ferraris/power-line'
import type { Port, Reception, Station } from '@ferraris/smitp/line'
import { airtime } from '@ferraris/smitp/phy'

/** Signal-to-noise ratio between two places, dB; undefined where they do not hear each other. */
export type Hearing = (from: string, to: string) => number | undefined

interface Plugged {
  readonly place: string
  readonly station: Station
  sending: boolean
  /** Frames on the line that it hears now, and whether they have been damaged. */
  readonly hears: Set<{ damaged: boolean }>
}

/** A line in memory: which places hear each other is a function, frames that meet are damaged, and a share of them is lost. */
export class TestLine {
  readonly simulation: Simulation
  loss = 0
  hearing: Hearing
  /** Called for every frame when it begins. */
  onFrame: (place: string, psdu: Uint8Array) => void = () => {}
  readonly #random: () => number
  readonly #plugged: Plugged[] = []

  constructor(hearing: Hearing, random: () => number, start: number) {
    this.hearing = hearing
    this.#random = random
    this.simulation = new Simulation(start)
  }

  get now(): number {
    return this.simulation.now
  }

  attach(place: string, station: Station): Port {
    const { simulation } = this
    const plugged: Plugged = { place, station, sending: false, hears: new Set() }
    this.#plugged.push(plugged)
    let alarm: ReturnType<Simulation['schedule']> | undefined
    return {
      transmit: psdu => this.#transmit(plugged, psdu),
      carrier: () =>
        this.#plugged.some(other => other.sending && this.hearing(other.place, place) !== undefined),
      wakeAt: time => {
        if (alarm !== undefined) simulation.cancel(alarm)
        alarm = simulation.schedule(Math.max(time, simulation.now), now => station.wake(now))
      },
      detach: () => {
        this.#plugged.splice(this.#plugged.indexOf(plugged), 1)
        if (alarm !== undefined) simulation.cancel(alarm)
      },
    }
  }

  #transmit(from: Plugged, psdu: Uint8Array): void {
    this.onFrame(from.place, psdu)
    from.sending = true
    const receptions = this.#plugged.flatMap(to => {
      const snr = to === from ? undefined : this.hearing(from.place, to.place)
      if (snr === undefined) return []
      const frame = { damaged: to.sending || to.hears.size > 0 }
      for (const other of to.hears) other.damaged = true
      to.hears.add(frame)
      return [{ to, snr, frame }]
    })
    for (const heard of from.hears) heard.damaged = true
    this.simulation.schedule(this.now + airtime(psdu.length), now => {
      from.sending = false
      // It has ended for all before the first answers.
      for (const { to, frame } of receptions) to.hears.delete(frame)
      for (const { to, snr, frame } of receptions) {
        if (!this.#plugged.includes(to)) continue
        const lost = this.#random() < this.loss
        const octets = frame.damaged || lost ? psdu.map((octet, i) => (i % 7 === 3 ? ~octet : octet)) : psdu
        const reception: Reception = { snr, signal: 40 + snr, inPhase: true }
        to.station.heard(octets, reception, now)
      }
      from.station.sent(now)
    })
  }
}
