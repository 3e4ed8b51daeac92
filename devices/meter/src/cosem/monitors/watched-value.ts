import { type Data, obis } from '@ferraris/cosem'
import type { ValueTypeOf, values } from '@ferraris/cosem/values'
import type { Automation } from '../../automation/automation.ts'
import { quarterSeconds } from '../../calendar/local-day.ts'

type Reference = ValueTypeOf<typeof values.attributeReference>

/** A value that a limiter or a monitor looks at: a function of true time. */
export interface WatchedValue {
  /** Seconds from one look to the next. */
  readonly step: number
  /** Undefined while the attribute has no number. */
  at(instant: number): number | undefined
  /** The next instant at which the value may exceed a threshold; an instant itself, if nothing better is known. */
  mayExceed(threshold: number, instant: number): number
}

const activePowerName = obis('1.0.1.7.0.255')
/** What the meter does not measure each second it looks at so often. */
const coarse = 10
/** No second of a quarter hour draws more than this times its mean (`metrology/quarter-shape.ts`). */
const highestPeak = 3

/** Whether that is the active power that the supply draws, W. */
export function isActivePower({ obis, attribute }: Reference): boolean {
  return obis === activePowerName && attribute === 2
}

/** The value of an attribute as something to be watched; undefined for none (class 0). */
export function watchedValue(automation: Automation, reference: Reference): WatchedValue | undefined {
  if (reference.classId === 0) return undefined
  if (isActivePower(reference)) return activePower(automation)
  return {
    step: coarse,
    at: instant => {
      const value = automation.self.read(reference, instant)
      return value && numberOf(value)
    },
    mayExceed: (_, instant) => instant,
  }
}

/** Active power, each second; quarter hours of little energy are passed over. */
function activePower({ store }: Automation): WatchedValue {
  let known = { start: Number.NaN, peak: 0 }
  const peakOf = (start: number): number => {
    if (known.start !== start) {
      const energy = store.registers(start + quarterSeconds)[0]! - store.registers(start)[0]!
      // What was drawn in a part of the quarter alone says nothing of the power in that part.
      const whole = !store.supply.movedWithin(start, start + quarterSeconds)
      known = { start, peak: whole ? highestPeak * 4 * energy : Number.POSITIVE_INFINITY }
    }
    return known.peak
  }
  return {
    step: 1,
    at: instant => store.importPower(instant),
    mayExceed(threshold, instant) {
      const last = instant + 86_400
      let at = instant
      for (let start = floor(at); at < last && peakOf(start) <= threshold; start = at)
        at = start + quarterSeconds
      return at
    },
  }
}

function floor(instant: number): number {
  return Math.floor(instant / quarterSeconds) * quarterSeconds
}

/** The number that data of a numeric type holds. */
export function numberOf({ value }: Data): number | undefined {
  if (typeof value === 'bigint') return Number(value)
  return typeof value === 'number' ? value : undefined
}
