import { fraction, hash } from '../load/chance.ts'

/** A sag of the supply voltage, in true time. */
interface Sag {
  readonly from: number
  readonly to: number
}

/** On a day in forty the voltage at a supply point sags for some seconds; which day follows from the seed. */
export function sagOn(dayStart: number, seed: number): Sag | undefined {
  if (fraction(seed ^ 0x5a6, dayStart) > 1 / 40) return undefined
  const from = dayStart + (hash(seed ^ 0x5a7, dayStart) % 80_000)
  return { from, to: from + 2 + (hash(seed ^ 0x5a8, dayStart) % 60) }
}

/**
 * The voltage of a phase in one second, 0.1 V: 230 V, more or less by place, by ten minutes and by second, minus
 * half a volt a kW on the service line; a fifth lower during a sag.
 */
export function voltageAt(instant: number, seed: number, power: number, sag: Sag | undefined): number {
  const place = 60 * (fraction(seed, 0) - 0.5)
  const feeder = 50 * (fraction(seed, Math.floor(instant / 600)) - 0.5)
  const flicker = 6 * (fraction(seed ^ 0x5a, instant) - 0.5)
  const voltage = 2300 + place + feeder + flicker - 0.005 * power
  const sagging = sag !== undefined && sag.from <= instant && instant < sag.to
  return Math.round(sagging ? 0.8 * voltage : voltage)
}
