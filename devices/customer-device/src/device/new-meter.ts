import { noCounters, openWindow } from '@ferraris/chain2'
import { noReadings } from '../readings/readings.ts'
import type { MeterSettings } from './settings.ts'
import type { MeterLink, MeterState } from './state.ts'

/** A meter that has said nothing yet. */
export function newMeter({ role, systemTitle, pod, keys }: MeterSettings): MeterState {
  const link: MeterLink = {
    systemTitle,
    pod,
    current: keys && { keys, window: openWindow() },
    earlier: undefined,
    associationCounter: -1,
    associatedAt: undefined,
    provenAt: undefined,
    profile: undefined,
    gap: undefined,
  }
  return { role, link, counters: noCounters, readings: noReadings, days: [], exchanges: [] }
}
