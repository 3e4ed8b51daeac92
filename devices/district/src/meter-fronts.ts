import type { DisplaySnapshot, Meter, MeterButton } from '@ferraris/meter'
import type { PowerLines } from './lines/power-lines.ts'
import type { SleepingMeter } from './listening.ts'
import { OpticalProbes } from './optical-probes.ts'

interface FrontParts {
  readonly lines: PowerLines | undefined
  /** Meters with an address of their own, by serial number. */
  readonly direct: ReadonlyMap<string, SleepingMeter>
}

/** The fronts of all meters of a district, by serial number: what their displays show, their buttons, and their optical ports. */
export class MeterFronts {
  readonly #parts: () => FrontParts
  readonly #probes = new OpticalProbes((serial, deed) => this.#at(serial, deed))

  constructor(parts: () => FrontParts) {
    this.#parts = parts
  }

  /** Undefined for a meter that is not there. */
  display(serial: string): DisplaySnapshot | undefined {
    return this.#at(serial, meter => meter.display())
  }

  /** Whether something followed; undefined for a meter that is not there. */
  press(serial: string, button: MeterButton): boolean | undefined {
    return this.#at(serial, meter => meter.press(button))
  }

  /** Holds a probe to the optical port; gives the URI of the meter there, undefined for one that is not there or has none. */
  probe(serial: string): Promise<string | undefined> {
    return this.#probes.hold(serial)
  }

  /** Takes all probes away. */
  close(): Promise<void> {
    return this.#probes.close()
  }

  #at<Result>(serial: string, deed: (meter: Meter) => Result): Result | undefined {
    const { direct, lines } = this.#parts()
    const sleeping = direct.get(serial)
    return sleeping === undefined ? lines?.atMeter(serial, deed) : deed(sleeping.meter)
  }
}
