import type { Zone } from '@ferraris/cosem'
import { secondsPerHour, secondsPerQuarter } from '@ferraris/metering'
import type { MeterState } from '../device/state.ts'
import { quarterAt } from './day.ts'
import type { HomeEnergy, HomeQuarter } from './home-energy.ts'

/** A quarter that is not told within this time comes no more: the next frame would have brought it. */
const longestWait = 2 * secondsPerHour
/** Quarters that one frame can have counted: what a long silence left is caught up with frame by frame. */
const mostSteps = 200

/** Counts the quarters that are whole by now. Homes without a production meter have none. */
export function advanceHome(home: HomeEnergy, meters: readonly MeterState[], zone: Zone): HomeEnergy {
  const exchange = meters.find(({ role }) => role === 'M1')
  const production = meters.filter(({ role, link }) => role !== 'M1' && link.current !== undefined)
  if (exchange === undefined || production.length === 0) return home
  const newest = Math.max(...meters.map(newestQuarter))
  if (newest <= 0) return home
  let next = home.through === undefined ? { ...home, through: newest - secondsPerQuarter } : home
  for (let step = 0; step < mostSteps && (next.through ?? newest) < newest; step++) {
    const end = (next.through ?? newest) + secondsPerQuarter
    const quarter = quarterOf(exchange, production, zone, end)
    if (quarter === undefined && newest - end < longestWait) return next
    next = counted({ ...next, through: end }, quarter)
  }
  return next
}

function newestQuarter({ readings }: MeterState): number {
  return Math.max(readings.importedEnergy?.time ?? 0, readings.exportedEnergy?.time ?? 0)
}

function quarterOf(
  exchange: MeterState,
  production: readonly MeterState[],
  zone: Zone,
  end: number,
): HomeQuarter | undefined {
  const imported = quarterAt(exchange.days, zone, 'imported', end)
  const exported = quarterAt(exchange.days, zone, 'exported', end)
  const parts = production.map(({ days }) => quarterAt(days, zone, 'exported', end))
  if (imported === undefined || exported === undefined) return undefined
  let produced = 0
  for (const part of parts) {
    if (part === undefined) return undefined
    produced += part
  }
  const selfConsumed = produced - exported
  return { end, produced, exported, imported, selfConsumed, consumed: imported + selfConsumed }
}

function counted(home: HomeEnergy, quarter: HomeQuarter | undefined): HomeEnergy {
  if (quarter === undefined) return { ...home, missing: home.missing + 1 }
  if (quarter.selfConsumed < 0) return { ...home, impossible: home.impossible + 1 }
  return {
    ...home,
    selfConsumed: home.selfConsumed + quarter.selfConsumed,
    consumed: home.consumed + quarter.consumed,
    last: quarter,
  }
}
