import { freeText, type Infer, integer, list, optional, record, union } from '../check.ts'
import { aca, count, imageOctets, mostMeters, name, sha256 } from './fields.ts'
import { neighbour } from './line.ts'
import { calendarEntry, mostOwnEvents, ownEvent, ownState } from './own-state.ts'
import { result } from './results.ts'
import { settings } from './settings.ts'

/** Results in one local answer. */
export const mostLocalResults = 50

/** What a field device may ask at a concentrator's local port. `after` is the last number it has, 0 to begin. */
const reading = {
  'own-state': record({}),
  settings: record({}),
  /** The meters as they are heard. */
  inventory: record({}),
  'own-events': record({ after: count }),
  /** What was read and is still kept, acknowledged by the head-end or not. */
  results: record({ after: count, aca: optional(aca) }),
  /** Images of firmware that it keeps. */
  files: record({}),
  jobs: record({}),
}

/** What it may ask when its ticket lets it change something. */
const changing = {
  'set-settings': record({ settings }),
  'run-now': record({ entry: calendarEntry }),
}

export const localRequest = union({ ...reading, ...changing })
export type LocalRequest = Infer<typeof localRequest>

/** Whether a request leaves everything as it is. */
export function isLocalReading({ kind }: LocalRequest): boolean {
  return Object.hasOwn(reading, kind)
}

const file = record({ sha256, size: imageOctets, here: imageOctets })

export const localAnswer = union({
  'own-state': record({ state: ownState }),
  settings: record({ settings }),
  inventory: record({ neighbours: list(neighbour, mostMeters) }),
  'own-events': record({ events: list(ownEvent, mostOwnEvents) }),
  /** `next` is what to ask on with. */
  results: record({ results: list(result, mostLocalResults), next: count }),
  files: record({ files: list(file, 100) }),
  jobs: record({
    jobs: list(record({ id: freeText(128), kind: name, state: name, attempts: integer(0, 100_000) }), 500),
  }),
  done: record({ detail: optional(freeText(500)) }),
  refused: record({ detail: freeText(500) }),
})
export type LocalAnswer = Infer<typeof localAnswer>
