import { type ClockLimits, clockCorrection, clockOffsetMs, secondsOf } from '@ferraris/metering'
import type { NeighbourhoodMeter } from '../network/neighbourhood-meter.ts'
import type { Procedure } from '../network/procedure.ts'
import type { Section } from '../section.ts'

/** A request over repeaters takes long: a clock is moved as far as it can be (SHIFT of the meter: 900 s), and set beyond that. */
const limits: ClockLimits = { tolerance: 0, longestShift: 900 }

/** How far a meter's clock is certainly ahead, milliseconds; retries and urgent work may draw out the reading. */
export function* readClockOffset(section: Section, meter: NeighbourhoodMeter): Procedure<number> {
  const requested = section.now
  const shown = yield* meter.readClock()
  return clockOffsetMs({ from: shown, to: shown }, { from: requested, to: section.now })
}

/**
 * Puts a meter's clock right. A small error is taken away by moving it, for that does not depend on how long the
 * message is under way; after a large one the clock is set. Throws MeterError and StoreError.
 */
export function* correctClock(
  section: Section,
  meter: NeighbourhoodMeter,
  offsetMs: number,
): Procedure<void> {
  const correction = clockCorrection(Math.round(secondsOf(offsetMs)), limits)
  if (correction.way === 'shift') yield* meter.shiftClock(correction.seconds)
  else if (correction.way === 'set') yield* meter.setClock(section.now)
}
