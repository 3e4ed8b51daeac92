const secondMs = 1000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** What an operator may set. Durations in milliseconds. */
export interface Settings {
  /** Load profile channels that are read each day. */
  readonly channels: readonly string[]
  /** Days of the past that are read where they are not yet known. */
  readonly historyDays: number
  /** After local midnight the meters need this long to close their day. */
  readonly nightStart: number
  /** Distance of the rounds that poll status words, and events where there are new ones. */
  readonly statusEvery: number
  /** A clock that is further off is set. */
  readonly clockTolerance: number
  /** Attempts at one exchange, over different routes, before the meter has to wait its turn again. */
  readonly attempts: number
  /** Pause after the first failed visit of a meter; doubles with each further one up to the longest. */
  readonly backOff: number
  readonly longestBackOff: number
  /** A meter unheard for so long is called silent. */
  readonly silentAfter: number
  /** Distance of searches for new, moved and silent meters once everybody known has been found. */
  readonly searchEvery: number
  /** Share of the time that such searches may keep the line from others' requests. */
  readonly searchShare: number
  readonly keepResults: number
  readonly heartbeatEvery: number
  readonly inventoryEvery: number
  readonly statisticsEvery: number
  /** An unacknowledged result is sent again after this time. */
  readonly resendAfter: number
}

export const defaultSettings: Settings = {
  channels: ['1.0.1.8.0.255', '1.0.2.8.0.255', '1.0.3.8.0.255'],
  historyDays: 10,
  nightStart: 3 * minuteMs,
  statusEvery: 6 * hourMs,
  clockTolerance: 5 * secondMs,
  attempts: 4,
  backOff: 2 * minuteMs,
  longestBackOff: hourMs,
  silentAfter: 12 * hourMs,
  searchEvery: 2 * hourMs,
  searchShare: 0.15,
  keepResults: 30 * dayMs,
  heartbeatEvery: minuteMs,
  inventoryEvery: 15 * minuteMs,
  statisticsEvery: hourMs,
  resendAfter: 45 * secondMs,
}
