import { at } from '@ferraris/bytes'
import type { Impedance } from '@ferraris/smitp/line'

/** How busy a residential district is, hour by hour, 0 to 1: the shape that its noise and its loads share. */
const activity = [
  0.3, 0.2, 0.15, 0.1, 0.1, 0.2, 0.4, 0.6, 0.6, 0.55, 0.5, 0.55, 0.65, 0.6, 0.5, 0.5, 0.55, 0.65, 0.8, 0.95,
  1, 0.95, 0.8, 0.5,
] as const

/** The hours in which a line carries least and most. */
export const busiestHour = activity.indexOf(1)
export const quietestHour = activity.indexOf(0.1)

/** Background noise of the busiest hour above that of the quietest, dB. */
const busyNoiseDb = 6

/** What a low impedance of the line takes from a transmitter, dB. */
export const accessLoss: Readonly<Record<Impedance, number>> = { high: 0, low: 3, 'very-low': 7 }

/** Noise above the quiet hour's median, dB. */
export function busyNoise(hour: number): number {
  return busyNoiseDb * at(activity, hour)
}

/** The line's impedance at a meter: low where much is plugged in (`wealth` 0 to 1) and switched on. */
export function impedanceAt(hour: number, wealth: number): Impedance {
  const load = at(activity, hour) * (0.4 + wealth)
  if (load > 1.1) return 'very-low'
  return load > 0.7 ? 'low' : 'high'
}
