import type { Obis, ScalerUnit } from '@ferraris/cosem'

/** An object of a meter, as its association shows it. */
export interface KnownObject {
  readonly classId: number
  readonly version: number
  readonly obis: Obis
}

/** What is learned of a meter once, since it changes with its firmware only. */
export interface MeterKnowledge {
  readonly objects: ReadonlyMap<Obis, KnownObject>
  readonly scalers: Map<Obis, ScalerUnit>
}

/** Keeps what is known of meters between sessions. Forget a meter whose firmware or configuration has changed. */
export interface ObjectCache {
  get(device: string): MeterKnowledge | undefined
  set(device: string, knowledge: MeterKnowledge): void
  delete(device: string): void
}

/** A cache that lives as long as the process. */
export function objectCache(): ObjectCache {
  return new Map<string, MeterKnowledge>()
}
