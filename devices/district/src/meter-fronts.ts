import type { DisplaySnapshot, Meter, MeterButton } from '@ferraris/meter'
import type { PowerLines } from './lines/power-lines.ts'
import type { SleepingMeter } from './listening.ts'

interface FrontParts {
  readonly lines: PowerLines | undefined
  /** Meters with an address of their own, by serial number. */
  readonly direct: ReadonlyMap<string, SleepingMeter>
}

/** The fronts of all meters of a district, by serial number: what their displays show, and their buttons. */
export class MeterFronts {
  readonly #parts: FrontParts

  constructor(parts: FrontParts) {
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

  #at<Result>(serial: string, deed: (meter: Meter) => Result): Result | undefined {
    const { direct, lines } = this.#parts
    const sleeping = direct.get(serial)
    return sleeping === undefined ? lines?.atMeter(serial, deed) : deed(sleeping.meter)
  }
}
