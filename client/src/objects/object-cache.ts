import type { Obis, ScalerUnit } from '@ferraris/cosem'
import type { ObjectListElement } from '@ferraris/cosem/values'
import type { ProfileHead } from '../profiles/profile-head.ts'

/** What is read of a meter once, since it changes with its firmware only. */
export interface MeterKnowledge {
  readonly objects: readonly ObjectListElement[]
  readonly scalers: Map<Obis, ScalerUnit>
  readonly profiles: Map<Obis, ProfileHead>
}

/**
 * Keeps what is known of meters between sessions, under a name that changes with the firmware, such as
 * logical device name and version.
 */
export interface ObjectCache {
  get(device: string): MeterKnowledge | undefined
  set(device: string, knowledge: MeterKnowledge): void
}

/** A cache that lives as long as the process. */
export function objectCache(): ObjectCache {
  return new Map<string, MeterKnowledge>()
}

export function knowledgeOf(objects: readonly ObjectListElement[]): MeterKnowledge {
  return { objects, scalers: new Map(), profiles: new Map() }
}
