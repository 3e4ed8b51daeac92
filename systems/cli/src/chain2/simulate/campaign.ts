import { createHash } from 'node:crypto'
import { mix } from '@ferraris/bytes'
import { zone } from '@ferraris/cosem'
import { civilDay, LocalCalendar } from '@ferraris/meter'
import { type DistrictPlan, planDistrict, type SecondWayKind, withDevices } from '@ferraris/power-line'

/** What a simulated campaign is like; all else follows from it. */
export interface Campaign {
  readonly devices: number
  readonly days: number
  readonly seed: number
  /** A second way from each meter to its device; undefined where the power line is the only one. */
  readonly secondWay?: SecondWayKind | undefined
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

/** The line of a group of homes: a district as it is planned by default, with a device in each home. */
export function planOfLine({ seed }: Campaign, line: number): DistrictPlan {
  const plan = planDistrict({ meters: homesOnALine, hops: 3, seed: mix(seed, line), band: 'cenelec-c' })
  return withDevices(plan, i => {
    const index = line * homesOnALine + i
    return { meter: meterPlace(index), device: devicePlace(index), seed: mix(seed, index) }
  })
}

/** Sixteen octets that follow from the campaign and a name: the keys of a simulation protect nothing. */
export function keyOf({ seed }: Campaign, name: string): Uint8Array {
  return createHash('sha256').update(`${seed} ${name}`).digest().subarray(0, 16)
}
