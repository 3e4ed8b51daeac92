import { secondsPerQuarter } from '@ferraris/metering'
import { fraction } from '../chance.ts'
import { openedAfterSeconds, quartersPerDay } from '../load-source.ts'
import type { HomeDay } from './home-day.ts'
import { panelPower } from './panels.ts'

/** What an Italian meter lets pass: a tenth above the contract for good, a third above it for three hours. */
const available = 1.1
const tolerated = 4 / 3
const toleratedQuarters = 12
/** Beyond that the supply opens: the part of the quarter in which it is not yet dark. */
const openedAfter = openedAfterSeconds / secondsPerQuarter
/** After a walk to the meter less is used for some hours. */
const carefulQuarters = 8

/**
 * Opens the supply where a home draws more than its contract allows, and changes what it draws accordingly: it is dark
 * for the rest of that quarter, then the switch is closed by hand and something left off. Gives the quarters.
 */
export function limit(home: HomeDay): number[] {
  const { active, reactive, traits } = home
  const contract = traits.contractedPower
  const trips: number[] = []
  let above = 0
  let carefulUntil = -1
  for (let quarter = 0; quarter < quartersPerDay; quarter++) {
    const used = active[quarter] ?? 0
    // Hardly any quarter comes near: the sun is asked for those only.
    if (used <= contract) {
      above = 0
      continue
    }
    if (quarter < carefulUntil) {
      const left = (contract * (0.75 + 0.2 * fraction(home.seed ^ home.day, quarter))) / used
      active[quarter] = used * left
      reactive[quarter] = (reactive[quarter] ?? 0) * left
      continue
    }
    const drawn = used - panelPower(home, quarter)
    above = drawn > available * contract ? above + 1 : 0
    if (drawn <= tolerated * contract && above <= toleratedQuarters) continue
    trips.push(quarter)
    active[quarter] = used * openedAfter
    reactive[quarter] = (reactive[quarter] ?? 0) * openedAfter
    above = 0
    carefulUntil = quarter + carefulQuarters
  }
  return trips
}
