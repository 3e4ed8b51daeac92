import { type CivilDay, calendarFields, weekday } from '../../calendar/civil-day.ts'
import { isItalianHoliday } from '../../calendar/holidays.ts'
import { fraction, hash } from '../chance.ts'
import { feederOf } from '../feeder.ts'
import type { ApplianceKind } from '../load-mix.ts'
import { emptyLoadDay, type Feeder, type LoadDay, type LoadSource, quartersPerDay } from '../load-source.ts'
import { runAppliances } from './appliances.ts'
import type { HomeDay } from './home-day.ts'
import { limit } from './limit.ts'
import { panelPower } from './panels.ts'
import { skyOf } from './sky.ts'
import { drawTraits } from './traits.ts'

/** Homes that follow one another hang on one line. */
const homesPerFeeder = 40
/** Lines of which the days are kept: homes that are read one after the other are neighbours. */
const feedersKept = 64
const feeders = new Map<string, Feeder>()

function feederAt(district: number, index: number): Feeder {
  const number = Math.floor(index / homesPerFeeder)
  const name = `${district} ${number}`
  const known = feeders.get(name)
  if (known !== undefined) return known
  // Every fifth stands for all.
  const homes = Array.from({ length: homesPerFeeder / 5 }, (_, i) =>
    homeOf(district, number * homesPerFeeder + 5 * i),
  )
  const feeder = feederOf(hash(district ^ 0xfeed, number), homes)
  const [oldest] = feeders.keys()
  if (feeders.size >= feedersKept && oldest !== undefined) feeders.delete(oldest)
  feeders.set(name, feeder)
  return feeder
}

/** Scratch for the day in the making: a fleet makes millions of them. */
const active = new Float64Array(quartersPerDay)
const reactivePower = new Float64Array(quartersPerDay)

/**
 * A synthetic household: believable quarter hours of any civil day, computed from a seed and nothing else.
 *
 * @param district seed of the district: its homes share the weather
 * @param index number of the home within the district
 */
export function syntheticHousehold(district: number, index: number): LoadSource {
  return {
    ...homeOf(district, index),
    get feeder() {
      return feederAt(district, index)
    },
  }
}

function homeOf(district: number, index: number): LoadSource {
  const seed = hash(district, index)
  const traits = drawTraits(seed)
  const homeOn = (day: CivilDay): HomeDay => ({
    seed,
    traits,
    day,
    sky: skyOf(day, district),
    free: weekday(day) >= 5 || isItalianHoliday(day),
    away: isAway(seed, day),
    active: active.fill(0),
    reactive: reactivePower.fill(0),
  })
  return {
    household: `synthetic-${district}-${index}`,
    contractedPower: traits.contractedPower,
    day: day => {
      const home = homeOn(day)
      runAppliances(home)
      return settle(home)
    },
    mix: day => {
      const mix = emptyMix()
      const home = { ...homeOn(day), mix }
      runAppliances(home)
      for (let quarter = 0; quarter < quartersPerDay; quarter++)
        mix.panels[quarter] = panelPower(home, quarter)
      return mix
    },
  }
}

function emptyMix(): Record<ApplianceKind, Float64Array> {
  const part = () => new Float64Array(quartersPerDay)
  return {
    resistive: part(),
    motor: part(),
    compressor: part(),
    electronics: part(),
    inverter: part(),
    panels: part(),
  }
}

/** One to three weeks in August, and a few lost days a year. */
function isAway(seed: number, day: CivilDay): boolean {
  const { year, month, dayOfMonth } = calendarFields(day)
  const leaves = 1 + (hash(seed, year) % 16)
  const weeks = 1 + (hash(seed, -year) % 3)
  if (month === 8 && dayOfMonth >= leaves && dayOfMonth < leaves + 7 * weeks) return true
  return fraction(seed ^ 0xa3a, day) < 0.012
}

/** Nets use against panels and rounds to whole Wh, carrying the remainder so that a day's sum stays true. */
function settle(home: HomeDay): LoadDay {
  const energies = emptyLoadDay()
  const trips = limit(home)
  const carry = { import: 0, export: 0, reactive: 0 }
  for (let quarter = 0; quarter < quartersPerDay; quarter++) {
    const used = home.active[quarter] ?? 0
    const net = used - panelPower(home, quarter)
    // Where use and sun nearly balance, appliances that cycle within the quarter let both registers move.
    const crossing = net < 200 && net > -200 && used !== net ? 40 : 0
    carry.import += (Math.max(0, net) + crossing) / 4
    carry.export += (Math.max(0, -net) + crossing) / 4
    carry.reactive += (home.reactive[quarter] ?? 0) / 4
    carry.import -= energies.import[quarter] = Math.round(carry.import)
    carry.export -= energies.export[quarter] = Math.round(carry.export)
    const reactive = Math.round(carry.reactive)
    carry.reactive -= reactive
    energies.reactiveImport[quarter] = Math.max(0, reactive)
    energies.reactiveExport[quarter] = Math.max(0, -reactive)
  }
  return trips.length === 0 ? energies : { ...energies, trips }
}
