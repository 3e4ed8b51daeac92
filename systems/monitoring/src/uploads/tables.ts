import type { Instant } from '@ferraris/service'
import type { Generated } from 'kysely'
import type { VoidReason } from '../counting/index.ts'

/** Who counted: the meter what it sent, the device what it received. */
export const sides = { sent: 0, received: 1 } as const
export type Side = keyof typeof sides

export interface DayCountersRow {
  readonly point: number
  readonly side: (typeof sides)[Side]
  readonly day: string
  readonly inst_power: number | null
  readonly alerts: number | null
  readonly load_curve: number | null
  readonly prod_avg: number | null
  readonly prod_inst: number | null
  readonly power_loss: boolean
  /** The day was over when it was told. */
  readonly whole: boolean
  readonly firmware: string | null
  /** Messages of each hour of the local day, 24 of each kind in their order. */
  readonly by_hour: number[] | null
  readonly taken_at: Instant
}

/** Why something that was told cannot be taken. */
export const refusalReasons = [
  'unreadable',
  'not-own-topic',
  'unknown-device',
  'foreign-pod',
  'wrong-parameters',
  'day-outside',
  'no-campaign',
] as const
export type RefusalReason = (typeof refusalReasons)[number]

interface RefusedUploadRow {
  readonly id: Generated<number>
  readonly at: Instant
  readonly source: 'mqtt' | 'csv' | 'head-end'
  readonly participant: string | null
  /** Topic, or line of the file. */
  readonly place: string
  readonly reason: RefusalReason
  readonly detail: string
}

interface MatchedDayRow {
  readonly point: number
  readonly device: string
  readonly province: string
  readonly meter: string
  readonly participant: string
  readonly maker: string
  readonly model: string
  readonly pseudonym: string
  readonly day: string
  readonly void: VoidReason | null
}

export type CounterTables = {
  readonly day_counters: DayCountersRow
  readonly refused_upload: RefusedUploadRow
  readonly matched_day: MatchedDayRow
}
