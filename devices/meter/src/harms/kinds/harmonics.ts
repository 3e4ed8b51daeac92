import { faultTable } from '@ferraris/metering'
import type { Effect } from '../effect.ts'

const { usual } = faultTable.harmonics.parameters.level

/** Total distortion that a harm brings, %. */
export function distortionOf({ level = usual }: { readonly level?: number }): number {
  return level
}

/** Something on the line distorts its voltage. What the meter notes of it depends on its thresholds (`store/supply/`). */
export const harmonics: Effect = {}
