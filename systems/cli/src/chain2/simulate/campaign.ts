import { createHash } from 'node:crypto'
import { mix } from '@ferraris/bytes'
import { zone } from '@ferraris/cosem'
import { civilDay, LocalCalendar } from '@ferraris/meter'
import { type DistrictPlan, planDistrict, randomFrom } from '@ferraris/power-line'

/** What a simulated campaign is like; all else follows from it. */
export interface Campaign {
  readonly devices: number
  readonly days: number
  readonly seed: number
}

export const timeZone = 'Europe/Rome'
export const calendar = new LocalCalendar(zone(timeZone))
const firstDay = civilDay(2026, 11, 1)

/** The midnights at which the campaign's days begin, and the one at which the last ends. */
export function midnightsOf({ days }: Campaign): number[] {
  return Array.from({ length: days + 1 }, (_, day) => calendar.of(firstDay + day).start)
}

/** Where the records of the meters begin: the week of the first day must be whole. */
export const origin = firstDay - 7

export function meterPlace(index: number): string {
  return `meter ${index}`
}
export function devicePlace(index: number): string {
  return `device ${index}`
}

/** Homes that stand on one line. */
export const homesOnALine = 84

/** What outlets, loads and filters in a home take from a signal, told as metres of cable: from little to very much, mostly little. */
const [leastWiring, mostWiring] = [20, 260]

/**
 * The line of a group of homes: a district as it is planned by default. A device hangs behind the wiring of its home, beside the
 * home's own appliances; that of every tenth home is on another phase, where only the coupling of the cables reaches it.
 */
export function planOfLine({ seed }: Campaign, line: number): DistrictPlan {
  const plan = planDistrict({ meters: homesOnALine, hops: 3, seed: mix(seed, line), band: 'cenelec-c' })
  const homes = plan.homes.flatMap((home, i) => {
    const index = line * homesOnALine + i
    const random = randomFrom(mix(seed, index))
    const [phase = 1] = home.phases
    const device = {
      ...home,
      id: devicePlace(index),
      phases: [random() < 0.1 ? nextPhase[phase] : phase],
      metres: home.metres + leastWiring + (mostWiring - leastWiring) * random() ** 2,
    }
    return [{ ...home, id: meterPlace(index) }, device]
  })
  return { ...plan, homes }
}

const nextPhase = { 1: 2, 2: 3, 3: 1 } as const

/** Sixteen octets that follow from the campaign and a name: the keys of a simulation protect nothing. */
export function keyOf({ seed }: Campaign, name: string): Uint8Array {
  return createHash('sha256').update(`${seed} ${name}`).digest().subarray(0, 16)
}
