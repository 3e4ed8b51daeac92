import type { Instant } from '@ferraris/service'

interface LineStatisticsTable {
  readonly concentrator: string
  readonly since: Instant
  readonly until: Instant
  readonly frames: number
  readonly airtime_seconds: number
  readonly exchanges: number
  readonly failed: number
  readonly day: string
  readonly expected: number
  readonly received: number
}

export type StatisticsTables = {
  readonly line_statistics: LineStatisticsTable
}
