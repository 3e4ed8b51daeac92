import { faultTable, type HarmKind } from '@ferraris/metering'
import type { Effect } from '../effect.ts'

/** What is distorted, and what brings it about. */
const kinds = { voltage: 'harmonics', current: 'distorting-load' } as const

export type DistortionOf = keyof typeof kinds

interface Distorting {
  readonly kind: HarmKind
  readonly level?: number
}

export function isDistorting({ kind }: Distorting, of: DistortionOf): boolean {
  return kind === kinds[of]
}

/** Total distortion that a harm brings, %. */
export function distortionOf({ kind, level }: Distorting): number {
  const { usual } = faultTable[kind === kinds.current ? kinds.current : kinds.voltage].parameters.level
  return level ?? usual
}

/** Something on the line distorts its voltage. What the meter notes of it depends on its thresholds (`store/supply/`). */
export const harmonics: Effect = {}

/** Something in the home draws a distorted current. */
export const distortingLoad: Effect = {}
