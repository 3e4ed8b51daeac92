import { faultTable } from '@ferraris/metering'
import type { Effect } from '../effect.ts'
import { onPhases } from './on-phases.ts'

const { undervoltage: under, overvoltage: over } = faultTable

/** The voltage is too low for long: a weak line, a wrong tap. */
export const undervoltage: Effect = {
  voltages: onPhases((volts, { level = under.parameters.level.usual }) => Math.min(volts, level)),
}

/** It is too high for long. */
export const overvoltage: Effect = {
  voltages: onPhases((volts, { level = over.parameters.level.usual }) => Math.max(volts, level)),
}
