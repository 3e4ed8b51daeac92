import { secondsOf } from '@ferraris/metering'
import type { NeighbourhoodMeter } from '../network/neighbourhood-meter.ts'
import type { Procedure } from '../network/procedure.ts'
import type { Section } from '../section.ts'

/** Beyond this a clock is set and not moved. */
const longestShiftSeconds = 900

/**
 * How far a meter's clock is ahead, milliseconds. It was read somewhere between request and answer, which retries and
 * urgent work in between may draw out: what that alone explains is no offset.
 */
export function* readClockOffset(section: Section, meter: NeighbourhoodMeter): Procedure<number> {
  const requested = section.now
  const shown = yield* meter.readClock()
  const [least, most] = [shown - section.now, shown - requested]
  return least > 0 ? least : most < 0 ? most : 0
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
  const seconds = Math.round(secondsOf(-offsetMs))
  if (seconds === 0) return
  if (Math.abs(seconds) <= longestShiftSeconds) yield* meter.shiftClock(seconds)
  else yield* meter.setClock(section.now)
}
