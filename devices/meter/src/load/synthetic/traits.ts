import { dice } from '../chance.ts'

/** What does not change about a home: drawn once from its seed. */
export interface Traits {
  readonly persons: number
  /** W, one of the contract steps 3, 4.5 and 6 kW. */
  readonly contractedPower: number
  /** Router, stand-by, circulation pump: W around the clock. */
  readonly standby: number
  readonly wakes: number
  readonly sleeps: number
  readonly homeOffice: boolean
  readonly electricBoiler: boolean
  readonly airConditioning: boolean
  /** Electrical W per kelvin below the heating limit; 0 without a heat pump. */
  readonly heatPump: number
  /** Charging power in W; 0 without a car. */
  readonly wallBox: number
  /** Peak power of the panels in W; 0 without. */
  readonly panels: number
}

/** Draws a home: shares of the equipment are those of an Italian suburb with some electric heating. */
export function drawTraits(seed: number): Traits {
  const roll = dice(seed)
  const persons = 1 + Math.floor(roll() * 2 + roll() * 2.6)
  const heatPump = roll() < 0.12 ? 45 + 50 * roll() : 0
  const wallBox = roll() < 0.08 ? 2300 + (roll() < 0.4 ? 1400 : 0) : 0
  const panels = roll() < 0.25 ? 2000 + 500 * Math.floor(roll() * 9) : 0
  const hungry = (heatPump > 0 ? 1 : 0) + (wallBox > 0 ? 1 : 0) + (roll() < 0.18 ? 1 : 0)
  return {
    persons,
    contractedPower: 3000 + 1500 * Math.min(2, hungry),
    standby: 35 + 25 * roll() + 10 * persons,
    wakes: 5.75 + 2 * roll(),
    sleeps: 22 + 1.75 * roll(),
    homeOffice: roll() < 0.2,
    electricBoiler: roll() < 0.2,
    airConditioning: roll() < 0.45,
    heatPump,
    wallBox,
    panels,
  }
}
