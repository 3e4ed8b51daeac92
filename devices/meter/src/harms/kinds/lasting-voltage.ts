import type { Effect } from '../effect.ts'
import { onPhases } from './on-phases.ts'

/** The share of its voltage that a phase loses or gains where nothing more is said. */
const usualDepth = 0.15

/** The voltage is too low for long: a weak line, a wrong tap. */
export const undervoltage: Effect = {
  takes: {
    phase: 'may',
    depth: { least: 0.05, most: 0.9, unit: 'of the voltage' },
    level: { least: 23, most: 218, unit: 'V' },
  },
  voltages: onPhases((volts, { level, depth = usualDepth }) => level ?? (1 - depth) * volts),
}

/** It is too high for long. */
export const overvoltage: Effect = {
  takes: {
    phase: 'may',
    depth: { least: 0.05, most: 0.75, unit: 'of the voltage' },
    level: { least: 242, most: 400, unit: 'V' },
  },
  voltages: onPhases((volts, { level, depth = usualDepth }) => level ?? (1 + depth) * volts),
}
