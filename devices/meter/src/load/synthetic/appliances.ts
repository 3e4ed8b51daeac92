import { dice, fraction, hash } from '../chance.ts'
import { quartersPerDay } from '../load-source.ts'
import { type HomeDay, run, use } from './home-day.ts'

type Appliance = (home: HomeDay, roll: () => number) => void

const standby: Appliance = home => run(home, 0, 24, home.traits.standby, 'electronics')

/** A compressor of 90 W that runs about 40 % of the time, its cycle unbroken over midnight. */
const fridge: Appliance = home => {
  const period = 42 + (home.seed % 17)
  const on = 0.4 * period
  const start = home.day * 1440 + (home.seed % period)
  for (let quarter = 0; quarter < quartersPerDay; quarter++) {
    const phase = (start + quarter * 15) % period
    const minutes = Math.max(0, Math.min(15, on - phase)) + Math.max(0, Math.min(15, phase + 15 - period))
    use(home, quarter, 6 * minutes, 'compressor')
  }
}

const lighting: Appliance = (home, roll) => {
  const { traits, sky } = home
  const watts = 40 + 25 * traits.persons + 40 * roll()
  const morning = sky.sunrise - traits.wakes
  if (morning > 0) run(home, traits.wakes, Math.min(morning, 1.5), watts * 0.7, 'electronics')
  const evening = Math.max(sky.sunset - 0.4, 16)
  if (traits.sleeps > evening) run(home, evening, traits.sleeps - evening, watts, 'electronics')
}

const kitchen: Appliance = (home, roll) => {
  const { traits, free } = home
  const size = 0.7 + 0.12 * traits.persons
  run(home, traits.wakes + (free ? 1.2 : 0.3) + 0.4 * roll(), 0.2, 900 * size, 'resistive')
  if (free || roll() < 0.35) {
    run(home, 12 + roll(), 0.3 + 0.4 * roll(), (700 + 900 * roll()) * size, 'resistive')
  }
  if (roll() < 0.85)
    run(home, 18.8 + 1.4 * roll(), 0.4 + 0.5 * roll(), (600 + 1100 * roll()) * size, 'resistive')
}

const entertainment: Appliance = (home, roll) => {
  const { traits, free } = home
  run(home, 18 + 2 * roll(), 2 + 2 * roll(), 90 + 40 * traits.persons * roll(), 'electronics')
  if (free) run(home, 14 + 2 * roll(), 1.5 + roll(), 110, 'electronics')
  if (traits.homeOffice && !free) run(home, 8.5 + 0.5 * roll(), 8, 95, 'electronics')
}

/** Heating the water is a third of a wash, the drum the rest. In Italy many wait for the cheap hours. */
const washing: Appliance = (home, roll) => {
  const { traits, free } = home
  if (roll() < 0.12 + 0.09 * traits.persons + (free ? 0.2 : 0)) {
    const start = roll() < 0.35 ? 19.5 + 2 * roll() : 8.5 + 8 * roll()
    run(home, start, 0.35, 1900, 'resistive')
    run(home, start + 0.35, 1.1, 220, 'motor')
  }
  if (roll() < 0.15 + 0.12 * traits.persons) {
    const start = 20.2 + 1.6 * roll()
    run(home, start, 0.3, 1800, 'resistive')
    run(home, start + 0.3, 0.7, 90, 'motor')
    run(home, start + 1, 0.25, 1800, 'resistive')
  }
}

const boiler: Appliance = (home, roll) => {
  if (!home.traits.electricBoiler) return
  const hours = 0.25 + 0.22 * home.traits.persons * (0.7 + 0.6 * roll())
  run(home, home.traits.wakes - 0.5 + roll(), hours * 0.6, 1200, 'resistive')
  run(home, 19 + 3 * roll(), hours * 0.4, 1200, 'resistive')
}

const heating: Appliance = home => {
  const { traits, sky } = home
  const cold = 16.5 - sky.temperature
  if (traits.heatPump === 0 || cold <= 0) return
  for (let quarter = 0; quarter < quartersPerDay; quarter++) {
    const hour = quarter / 4
    const setBack = home.away || hour < 5 || hour > 22 ? 0.7 : 1
    const nightChill = 3 * Math.cos(((hour - 4) * Math.PI) / 12)
    const ripple = 0.85 + 0.3 * fraction(home.seed ^ home.day, quarter)
    const watts = traits.heatPump * Math.max(0, cold + nightChill) * setBack * ripple
    use(home, quarter, watts, 'inverter')
  }
}

const cooling: Appliance = (home, roll) => {
  const heat = home.sky.temperature - 22.5
  if (!home.traits.airConditioning || heat <= 0) return
  run(home, 12 + 2 * roll(), 5 + 2 * roll(), 180 * Math.min(heat, 4), 'inverter')
  run(home, 20 + roll(), 3, 130 * Math.min(heat, 4), 'inverter')
}

/** Every appliance that works only while the home is lived in. */
const ofPeople: readonly Appliance[] = [lighting, kitchen, entertainment, washing, boiler, cooling]

/** Fills a day with all appliances of the home. */
export function runAppliances(home: HomeDay): void {
  standby(home, dice(0))
  fridge(home, dice(0))
  heating(home, dice(0))
  // Each appliance has its own random numbers, so that one more draw in the kitchen moves no wash.
  for (const [index, appliance] of home.away ? [] : ofPeople.entries()) {
    appliance(home, dice(hash(home.seed + index, home.day)))
  }
  chargeCar(home, home.day - 1, -24)
  chargeCar(home, home.day, 0)
}

/** The car is plugged in some evenings and charges over midnight: the night of the day before is part of a day too. */
function chargeCar(home: HomeDay, evening: number, shift: number): void {
  if (home.traits.wallBox === 0) return
  const roll = dice(hash(home.seed ^ 0xca5, evening))
  if (roll() > 0.42) return
  const start = roll() < 0.6 ? 23 : 18.5 + 2 * roll()
  run(home, start + shift, 1.5 + 4 * roll(), home.traits.wallBox, 'inverter')
}
