import { faultTable } from '@ferraris/metering'
import type { Effect } from '../effect.ts'
import { nominalVolts, onPhases } from './on-phases.ts'

const { sag: sags, swell: swells } = faultTable

/** What lasts longer is under- or overvoltage (EN 50160). */
export const longestDip = sags.seconds.most

/** The voltage falls for some seconds. */
export const sag: Effect = {
  voltages: onPhases((volts, { depth = sags.parameters.depth.usual }) =>
    Math.min(volts, (1 - depth) * nominalVolts),
  ),
}

/** It rises for some seconds. */
export const swell: Effect = {
  voltages: onPhases((volts, { level = swells.parameters.level.usual }) => Math.max(volts, level)),
}
