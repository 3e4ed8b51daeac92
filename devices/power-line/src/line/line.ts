import { at } from '@ferraris/bytes'
import type { Station } from '@ferraris/smitp/line'
import type { DistrictPlan } from '../plan/plan.ts'
import { PlanError } from '../plan/plan-error.ts'
import { Simulation } from '../simulation/simulation.ts'
import { forEachHearer } from './audibility.ts'
import { Channel } from './channel.ts'
import { District, type NewConnection, type NoiseSource } from './district.ts'
import type { SectionState } from './grid.ts'
import { type FrameSeen, Medium } from './medium.ts'
import type { AddressFilter, LinePort } from './transceiver.ts'

/** Options of a power line beside plan and seed. */
export interface LineOptions {
  /** The simulation that gives the time; one of its own without it. */
  readonly simulation?: Simulation
  /** Chance of each reception to be lost on top of what the physics take, 0 … 1. */
  readonly loss?: number
  /** Local hour of the day, 0 … 23, by which noise and loads come and go; UTC without it. */
  readonly localHour?: (now: number) => number
  /** What modems tell frames apart by (`LinePort.want`), undefined for a frame to all; without it each frame is for all. */
  readonly keyOf?: (psdu: Uint8Array) => number | undefined
}

/** A place that hears another one. */
interface Audible {
  readonly place: string
  /** dB. */
  readonly loss: number
  /** At the present hour, on a silent line, dB. */
  readonly snr: number
}

/** A low-voltage network that stations are attached to, and that faults are done to. */
export interface Line {
  readonly simulation: Simulation
  readonly now: number
  /** Frames that have been on the line, and for how long together, milliseconds. */
  readonly traffic: { readonly frames: number; readonly airtime: number }
  /** Lets time pass until an instant; the same as `simulation.run`. */
  run(until: number): void
  /**
   * Plugs a station in. `wants` is its modem's address filter: frames it refuses do not reach the station.
   *
   * @throws {PlanError} `unknown-place`
   */
  attach(place: string, station: Station, wants?: AddressFilter): LinePort
  /** Closes or opens a switch, cuts a cable, mends it: stations left without supply are silent. */
  switchSection(id: string, state: SectionState): void
  /** Takes a home's service cable to another box, of whatever feeder and transformer; its station goes with it. */
  move(home: string, connection: NewConnection): void
  /** Plugs in a source of noise. Returns the function that unplugs it. */
  addNoise(source: NoiseSource): () => void
  /** Does a transformer supply this place? */
  supplied(place: string): boolean
  /** The places that hear this place now, by falling SNR. */
  audible(place: string): Audible[]
  /** Reports every frame when it has ended. Returns the function that stops it. */
  watch(watcher: (frame: FrameSeen) => void): () => void
}

/**
 * Makes the line of a plan. The same plan, seed and stations give the same run, event by event.
 *
 * @throws {PlanError} `bad-option` for a loss that is none
 */
export function createLine(plan: DistrictPlan, seed: number, options: LineOptions = {}): Line {
  const { simulation = new Simulation(), loss = 0, localHour = hourOfUtc, keyOf = () => undefined } = options
  if (!(loss >= 0 && loss <= 1)) throw new PlanError('bad-option', 'loss', `${loss} is not between 0 and 1`)
  const district = new District(plan)
  const medium = new Medium(new Channel(district, seed), simulation, seed, { loss, localHour, keyOf })
  const changed = (): void => {
    medium.channel = new Channel(district, seed)
  }
  const indexOf = (place: string): number => {
    const index = medium.channel.indexOf.get(place)
    if (index === undefined)
      throw new PlanError('unknown-place', place, 'the plan has no home or substation of this name')
    return index
  }
  return {
    simulation,
    get now() {
      return simulation.now
    },
    get traffic() {
      return { frames: medium.frames, airtime: medium.airtime }
    },
    run: until => void simulation.run(until),
    attach: (place, station, wants) => medium.attach(indexOf(place), station, wants),
    switchSection(id, state) {
      district.switchSection(id, state)
      changed()
    },
    move(home, connection) {
      district.move(home, connection)
      changed()
    },
    addNoise(source) {
      const unplug = district.addNoise(source)
      changed()
      return () => {
        unplug()
        changed()
      }
    },
    supplied: place => medium.channel.supplied(indexOf(place)),
    audible(place) {
      const { channel } = medium
      const from = indexOf(place)
      const hour = localHour(simulation.now)
      const heard: Audible[] = []
      forEachHearer(channel.hearing(from), (to, loss) => {
        const snr = channel.transmitLevel(from, hour) - loss - channel.noise(to, hour)
        heard.push({ place: at(channel.places, to).id, loss, snr })
      })
      return heard.sort((a, b) => b.snr - a.snr)
    },
    watch(watcher) {
      medium.watchers.add(watcher)
      return () => void medium.watchers.delete(watcher)
    },
  }
}

function hourOfUtc(now: number): number {
  return Math.floor(now / 3_600_000) % 24
}
