import type { Effect } from './effect.ts'
import { outage } from './kinds/outage.ts'
import { sag } from './kinds/sag.ts'

/** What each kind of harm does to a meter. One entry a kind: the order, the readings and the events follow from it. */
export const harmEffects = {
  outage,
  sag,
} as const satisfies Readonly<Record<string, Effect>>

export type HarmKind = keyof typeof harmEffects

export const harmKinds = Object.keys(harmEffects) as HarmKind[]
