import type { LineStatistics, UpMessage } from '@ferraris/uplink'
import type { Section } from '../section.ts'
import { isSilent } from './neighbours.ts'

/** That the concentrator is there, and how it does. @param diskFree octets */
export function heartbeatOf(section: Section, diskFree: number): UpMessage {
  const meters = [...section.roster.adopted()]
  return {
    kind: 'heartbeat',
    at: Math.floor(section.now),
    meters: meters.length,
    silent: meters.filter(meter => isSilent(meter, section)).length,
    pendingResults: section.store.results.pending(),
    diskFree,
  }
}

/** What went over the line since it was last counted from the beginning. */
export function statisticsOf(
  { counters, now }: Section,
  completeness: LineStatistics['completeness'],
): UpMessage {
  return {
    kind: 'statistics',
    statistics: {
      since: Math.floor(counters.since),
      until: Math.floor(now),
      frames: counters.frames,
      airtimeSeconds: Math.round(counters.airtime) / 1000,
      exchanges: counters.exchanges,
      failed: counters.failed,
      completeness,
    },
  }
}
