import { msPerDay, msPerHour } from '@ferraris/metering'
import type { Meter } from '../commissioning/meter.ts'
import { unlessRefused } from '../network/meter-error.ts'
import type { Procedure } from '../network/procedure.ts'
import type { Section } from '../section.ts'
import { ClockQuorum } from './clock-quorum.ts'
import { correctClock, readClockOffset } from './correct-clock.ts'

const everyMs = msPerDay
/** A clock that may be right, and the concentrator's wrong, is read again after this time. */
const doubtMs = msPerHour

/** Reads the clocks of the meters, and sets those that are off where the concentrator's own can be believed. */
export class ClockWatch {
  readonly #section: Section
  readonly #quorum = new ClockQuorum()

  constructor(section: Section) {
    this.#section = section
  }

  /** When a meter's clock is to be read again. */
  dueAt({ progress }: Meter): number {
    return (progress.clock ?? Number.NEGATIVE_INFINITY) + everyMs
  }

  forget(aca: string): void {
    this.#quorum.forget(aca)
  }

  /** Reads a meter's clock if that is due, and corrects it. Throws MeterError and StoreError. */
  *visit(meter: Meter): Procedure<void> {
    const { network, roster, settings } = this.#section
    if (this.#section.now < this.dueAt(meter)) return
    const session = network.meter(meter.aca)
    const offset = yield* unlessRefused(readClockOffset(this.#section, session))
    if (offset !== undefined) this.#quorum.note(meter.aca, offset)
    if (offset !== undefined && Math.abs(offset) > settings.clockToleranceMs) {
      const meters = [...roster.adopted()].length
      if (!this.#quorum.trusts(meters, settings.clockToleranceMs)) {
        roster.advance(meter, { clock: this.#section.now - everyMs + doubtMs })
        return
      }
      yield* unlessRefused(correctClock(this.#section, session, offset))
      this.#quorum.note(meter.aca, 0)
    }
    roster.advance(meter, { clock: this.#section.now })
  }
}
