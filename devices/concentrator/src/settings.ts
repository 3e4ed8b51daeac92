import { msPerDay, msPerHour, msPerMinute, msPerSecond, obisCodes } from '@ferraris/metering'

/** What an operator may set. */
export interface Settings {
  /** Load profile channels that are read each day. */
  readonly channels: readonly string[]
  /** Days of the past that are read where they are not yet known. */
  readonly historyDays: number
  /** After local midnight the meters need this long to close their day. */
  readonly nightStartMs: number
  /**
   * A meter that was not heard for so long is asked for its status word, to see that it is there; later where that would take
   * more than its share.
   */
  readonly statusEveryMs: number
  /** Share of the time that polls of status words may take, and as much again visits to meters that do not answer. */
  readonly statusShare: number
  /** Distance of the calls that nodes with news answer, longer where they would take more than their share of the time. */
  readonly callEveryMs: number
  readonly callShare: number
  /** A clock that is further off is set. */
  readonly clockToleranceMs: number
  /** Attempts at one exchange, over different routes, before the meter has to wait its turn again. */
  readonly attempts: number
  /** Pause after a failed visit of a meter; longer, up to the longest, the more of them fail. */
  readonly backOffMs: number
  readonly longestBackOffMs: number
  /** A meter unheard for so long is called silent when as many visits in a row have failed. */
  readonly silentAfterMs: number
  readonly silentAfterVisits: number
  /** Distance of searches for new, moved and silent meters once all known ones have been found. */
  readonly searchEveryMs: number
  /** Share of the time for which such searches may keep the network from other work. */
  readonly searchShare: number
  readonly keepResultsMs: number
  readonly heartbeatEveryMs: number
  readonly inventoryEveryMs: number
  readonly statisticsEveryMs: number
  /** Distance of the comparisons of its own clock with the time server. */
  readonly clockEveryMs: number
  /** An unacknowledged result is sent again after this time. */
  readonly resendAfterMs: number
}

export const defaultSettings: Settings = {
  channels: [obisCodes.activeEnergyImport, obisCodes.activeEnergyExport, obisCodes.reactiveEnergyImport],
  historyDays: 10,
  nightStartMs: 3 * msPerMinute,
  statusEveryMs: 6 * msPerMinute,
  statusShare: 0.2,
  callEveryMs: 40 * msPerSecond,
  callShare: 0.25,
  clockToleranceMs: 5 * msPerSecond,
  attempts: 4,
  backOffMs: 2 * msPerMinute,
  longestBackOffMs: msPerHour,
  silentAfterMs: 5 * msPerMinute,
  silentAfterVisits: 2,
  searchEveryMs: 2 * msPerHour,
  searchShare: 0.15,
  keepResultsMs: 30 * msPerDay,
  heartbeatEveryMs: msPerMinute,
  inventoryEveryMs: 15 * msPerMinute,
  statisticsEveryMs: msPerHour,
  clockEveryMs: msPerHour,
  resendAfterMs: 45 * msPerSecond,
}
