import type { Effect } from '../effect.ts'
import { onPhases } from './on-phases.ts'

/** What lasts longer is under- or overvoltage (EN 50160). */
export const longestDip = 60
/** The share of its voltage that a phase loses or gains where nothing more is said. */
const usualDepth = 0.2

/** The voltage falls for some seconds. */
export const sag: Effect = {
  takes: {
    phase: 'may',
    depth: { least: 0.1, most: 0.95, unit: 'of the voltage' },
    level: { least: 11.5, most: 207, unit: 'V' },
  },
  longestSeconds: longestDip,
  voltages: onPhases((volts, { level, depth = usualDepth }) => level ?? (1 - depth) * volts),
}

/** It rises for some seconds. */
export const swell: Effect = {
  takes: {
    phase: 'may',
    depth: { least: 0.1, most: 0.75, unit: 'of the voltage' },
    level: { least: 253, most: 400, unit: 'V' },
  },
  longestSeconds: longestDip,
  voltages: onPhases((volts, { level, depth = usualDepth }) => level ?? (1 + depth) * volts),
}
