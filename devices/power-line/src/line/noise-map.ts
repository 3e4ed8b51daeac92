import { at } from '@ferraris/bytes'
import { type Appliance, applianceTypes, runs } from '../physics/appliances.ts'
import { busyNoise } from '../physics/day.ts'
import { addPowers } from '../physics/decibel.ts'
import { deviation } from '../simulation/random.ts'
import { forEachHearer, type Hearing } from './audibility.ts'
import type { NoiseSource } from './district.ts'
import type { Grid } from './grid.ts'
import type { Place } from './places.ts'

export const hours = 24

/** No two homes are equally noisy: standard deviation, dB. */
const spread = 4
/** Beyond this loss an appliance is lost in every background, dB. */
const applianceReach = 35
/** A neighbour's impulses that come this weakly still bury a signal, dB. */
const impulseReach = 20

/** Noise of a day at every place: `of[place * 24 + hour]`. */
export interface NoiseMap {
  /** Background within the band, dBµV. */
  readonly background: Float32Array
  /** Impulses a millisecond. */
  readonly impulses: Float32Array
}

/** Adds up what disturbs at each place in each hour: the band's background, appliances nearby, and what was plugged in. */
export function noiseMap(
  places: readonly Place[],
  hearings: readonly Hearing[],
  median: number,
  plugged: readonly { readonly level: number; readonly losses: Float64Array }[],
): NoiseMap {
  const background = new Float32Array(places.length * hours)
  const impulses = new Float32Array(places.length * hours)
  places.forEach(({ chance }, place) => {
    const own = median + spread * deviation(chance, 0)
    for (let hour = 0; hour < hours; hour++) background[place * hours + hour] = own + busyNoise(hour)
  })

  const disturb = (cell: number, level: number): void => {
    background[cell] = addPowers(background[cell] ?? 0, level)
  }
  const add = (appliance: Appliance, place: number, loss: number): void => {
    const { noise, impulses: perMinute } = appliance
    for (let hour = 0; hour < hours; hour++) {
      if (!runs(appliance, hour)) continue
      const cell = place * hours + hour
      if (noise !== undefined) disturb(cell, noise - loss)
      if (perMinute !== undefined && loss <= impulseReach) {
        impulses[cell] = (impulses[cell] ?? 0) + perMinute / 60_000
      }
    }
  }
  places.forEach(({ appliances }, place) => {
    if (appliances.length === 0) return
    const hearing = at(hearings, place)
    for (const name of appliances) {
      const appliance: Appliance = applianceTypes[name]
      add(appliance, place, 0)
      forEachHearer(hearing, (near, loss) => {
        if (loss <= applianceReach) add(appliance, near, loss)
      })
    }
  })
  for (const { level, losses } of plugged) {
    losses.forEach((loss, place) => {
      if (loss === Infinity) return
      for (let hour = 0; hour < hours; hour++) disturb(place * hours + hour, level - loss)
    })
  }
  return { background, impulses }
}

/** What the noise of a source loses on its way to each place, dB; a source in a home passes its service cable first. */
export function lossesOfSource(
  { at: source }: NoiseSource,
  places: readonly Place[],
  grid: Grid,
): Float64Array {
  const home = places.find(({ id }) => id === source)
  const fromBox = grid.lossesFrom(grid.box(home?.box ?? source))
  const ownService = home?.serviceLoss ?? 0
  return Float64Array.from(places, place =>
    place === home ? 0 : ownService + at(fromBox, grid.box(place.box)) + place.serviceLoss,
  )
}
