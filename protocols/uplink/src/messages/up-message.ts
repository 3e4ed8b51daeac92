import { boolean, freeText, type Infer, list, optional, record, union } from '../check.ts'
import { energyBalance } from './energy-balance.ts'
import { aca, count, imageOctets, instant, mostMeters, mostResults, name, sha256 } from './fields.ts'
import { jobReport } from './jobs.ts'
import { lineFrame, lineStatistics, neighbour } from './line.ts'
import type { MalformedItem } from './malformed-item.ts'
import { mostOwnEvents, ownEvent, ownState } from './own-state.ts'
import { result } from './results.ts'
import { settings } from './settings.ts'

/** Every message from the concentrator, by kind. */
export const upMessage = union({
  hello: record({
    concentrator: name,
    version: freeText(64),
    substation: freeText(128),
    /** ACA of the meter at the transformer that sees what flows into the section, where there is one. */
    balanceMeter: optional(aca),
  }),
  /** Left with the broker as its will: the connection broke, or (`closed`) was ended on purpose. */
  gone: record({ closed: boolean }),
  heartbeat: record({ at: instant, meters: count, silent: count, pendingResults: count, diskFree: count }),
  inventory: record({ at: instant, neighbours: list(neighbour, mostMeters) }),
  statistics: record({ statistics: lineStatistics }),
  results: record({ results: list(result, mostResults, 1) }),
  'job-reports': record({ reports: list(jobReport, mostResults, 1) }),
  /** The settings in force, at each connection and when they have changed; with what of the last ones cannot be. */
  settings: record({
    settings,
    refused: optional(list(record({ field: name, detail: freeText(500) }), 16)),
  }),
  /** Its condition, clock, firmware and calendar: at each connection, every quarter of an hour, and when they have changed. */
  'own-state': record({ state: ownState }),
  /** New entries of its event log, and again until `own-events-taken`. */
  'own-events': record({ events: list(ownEvent, mostOwnEvents, 1) }),
  balance: record({ balance: energyBalance }),
  /** It needs the part of a firmware image that begins at `offset`. */
  'image-request': record({ sha256, offset: imageOctets }),
  /** What a local district shows of its power line: best effort, never stored. */
  frames: record({ frames: list(lineFrame, 1000) }),
})

export type UpMessage = Infer<typeof upMessage> & {
  /** Of a message that was read: items of its list that were left out. Never sent. */
  readonly malformed?: readonly MalformedItem[]
}
