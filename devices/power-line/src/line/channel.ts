import { at } from '@ferraris/bytes'
import type { Impedance } from '@ferraris/smitp/line'
import { sameZeroCrossing } from '../physics/attenuation.ts'
import { bands } from '../physics/bands.ts'
import { accessLoss, impedanceAt } from '../physics/day.ts'
import { mix } from '../simulation/random.ts'
import { audibility, type Hearing, lossBetween } from './audibility.ts'
import type { District } from './district.ts'
import { Grid } from './grid.ts'
import { hours, lossesOfSource, type NoiseMap, noiseMap } from './noise-map.ts'
import { type Place, placesOf } from './places.ts'

/** A signal this far below the quietest background is inaudible, dB. */
const belowNoise = 8

/** What the mains do to signals now: computed from a district once, and again after it has changed. */
export class Channel {
  readonly places: readonly Place[]
  readonly indexOf: ReadonlyMap<string, number>
  readonly #hearings: readonly Hearing[]
  readonly #noise: NoiseMap
  readonly #grid: Grid
  readonly #transmitLevel: number

  constructor(district: District, seed: number) {
    const { carrier, noise, transmitLevel } = bands[district.plan.band]
    const homesAt = new Map<string, number>()
    for (const { box } of district.homes) homesAt.set(box, (homesAt.get(box) ?? 0) + 1)
    const grid = new Grid(district.plan, homesAt, id => district.section(id), carrier)
    this.places = placesOf(district, carrier, seed)
    this.indexOf = new Map(this.places.map(({ id }, index) => [id, index]))
    this.#hearings = audibility(this.places, grid, transmitLevel - noise + belowNoise)
    const plugged = Array.from(district.noise, source => ({
      level: source.level,
      losses: lossesOfSource(source, this.places, grid),
    }))
    this.#noise = noiseMap(this.places, this.#hearings, noise, plugged)
    this.#grid = grid
    this.#transmitLevel = transmitLevel
  }

  hearing(place: number): Hearing {
    return at(this.#hearings, place)
  }

  /** Loss between two places, dB; infinite where neither hears the other. */
  loss(from: number, to: number): number {
    return lossBetween(this.hearing(from), to)
  }

  supplied(place: number): boolean {
    return this.#grid.supplies(this.#grid.box(at(this.places, place).box))
  }

  /** Background noise, dBµV. */
  noise(place: number, hour: number): number {
    return this.#noise.background[place * hours + hour] ?? 0
  }

  /** Impulses a millisecond. */
  impulses(place: number, hour: number): number {
    return this.#noise.impulses[place * hours + hour] ?? 0
  }

  impedance(place: number, hour: number): Impedance {
    return impedanceAt(hour, mix(at(this.places, place).chance, 1) / 0x1_0000_0000)
  }

  /** What a modem at a place brings onto the line, dBµV. */
  transmitLevel(place: number, hour: number): number {
    return this.#transmitLevel - accessLoss[this.impedance(place, hour)]
  }

  inPhase(a: number, b: number): boolean {
    return sameZeroCrossing(at(this.places, a).phases, at(this.places, b).phases)
  }
}
