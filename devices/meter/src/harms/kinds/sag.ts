import type { Effect } from '../effect.ts'

/** The share of its voltage that a phase loses in a sag of which nothing more is said. */
const usualDepth = 0.2
/** What lasts longer is undervoltage (EN 50160). */
export const longestDip = 60

/** The voltage falls for some seconds. */
export const sag: Effect = {
  takes: {
    phase: 'may',
    depth: { least: 0.1, most: 0.95, unit: 'of the voltage' },
    level: { least: 11.5, most: 207, unit: 'V' },
  },
  longestSeconds: longestDip,
  voltage: ({ level, depth = usualDepth }, volts) => level ?? (1 - depth) * volts,
}
