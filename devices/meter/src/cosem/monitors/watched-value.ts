import type { values } from '@ferraris/cosem/values'
import { obisCodes, secondsPerDay, secondsPerQuarter } from '@ferraris/metering'
import type { Automation } from '../../automation/automation.ts'
import { quarterStart } from '../../calendar/local-day.ts'
import { endOf } from '../../harms/harm.ts'
import { numberOf, referencedValue } from '../model/referenced-value.ts'

type Reference = values.AttributeReference

/** A value that a limiter or a monitor looks at: a function of true time. */
export interface WatchedValue {
  /** Seconds from one look to the next. */
  readonly step: number
  /** Undefined while the attribute has no number. */
  at(instant: number): number | undefined
  /** The next instant at which the value may exceed a threshold; an instant itself, if nothing better is known. */
  mayExceed(threshold: number, instant: number): number
}

/** Interval, in seconds, for values that are not measured each second. */
const coarse = 10
/** No second of a quarter hour draws more than this times its mean (`metrology/quarter-shape.ts`). */
const highestPeak = 3

/** Classes of values that hold one number; 0 is none. */
const watchable = [0, 1, 3, 4, 5]

/** Whether a value can be looked at again and again: one number. */
export function isWatchable({ classId }: Reference): boolean {
  return watchable.includes(classId)
}

/** Whether that is the active power that the supply draws, W. */
export function isActivePower({ obis, attribute }: Reference): boolean {
  return obis === obisCodes.activePowerImport && attribute === 2
}

/** The value of an attribute as something to be watched; undefined for none (class 0). */
export function watchedValue(automation: Automation, reference: Reference): WatchedValue | undefined {
  if (reference.classId === 0) return undefined
  if (isActivePower(reference)) return activePower(automation)
  return {
    step: coarse,
    at: instant => numberOf(referencedValue(automation, reference, instant)),
    mayExceed: (_, instant) => instant,
  }
}

/** Active power, each second; quarter hours of little energy are passed over. */
function activePower({ store }: Automation): WatchedValue {
  let known = { start: Number.NaN, peak: 0 }
  const peakOf = (start: number): number => {
    if (known.start !== start) {
      const energy = store.energy('import', start + secondsPerQuarter) - store.energy('import', start)
      // The energy of a part of the quarter does not give the power in that part.
      const end = start + secondsPerQuarter
      const whole =
        !store.supply.movedWithin(start, end) &&
        !store.harms.list.some(harm => harm.from < end && endOf(harm) > start)
      known = { start, peak: whole ? highestPeak * 4 * energy : Number.POSITIVE_INFINITY }
    }
    return known.peak
  }
  return {
    step: 1,
    at: instant => store.importPower(instant),
    mayExceed(threshold, instant) {
      const last = instant + secondsPerDay
      let at = instant
      for (let start = quarterStart(at); at < last && peakOf(start) <= threshold; start = at)
        at = start + secondsPerQuarter
      return at
    },
  }
}
