import type { Instant } from '@ferraris/service'
import type { Generated, JSONColumnType } from 'kysely'
import type { ControlPriority } from '../record/priorities.ts'
import type { Activity, ActivityState, Counts, Pace, StopRule } from './schemas.ts'
import type { Overlooked, Reason } from './targets/reasons.ts'
import type { DailyHours } from './window/schemas.ts'

interface ActivityTable {
  readonly id: string
  readonly ordinal: Generated<number>
  readonly name: string
  readonly kind: string
  readonly parameters: JSONColumnType<Record<string, unknown>>
  readonly state: Generated<ActivityState>
  readonly priority: ControlPriority
  /** The priority as a number, 0 the most urgent. */
  readonly rank: Generated<number>
  readonly retries: number
  readonly include: readonly Overlooked[]
  readonly hours: JSONColumnType<DailyHours> | null
  readonly time_zone: string
  readonly pace: JSONColumnType<Pace>
  readonly stages: JSONColumnType<number[]>
  readonly stop_rule: JSONColumnType<StopRule> | null
  /** The one whose orders are released now, from 0. */
  readonly stage: Generated<number>
  /** Orders of each stage. */
  readonly stage_totals: readonly number[]
  readonly stopped: JSONColumnType<NonNullable<Activity['stopped']>> | null
  readonly left_out: number
  readonly replan_of: string | null
  /** The list of debts that it switches supplies off for. */
  readonly debt_list: string | null
  readonly created_at: Instant
  readonly created_by: string
  readonly starts_at: Instant
  readonly expires_at: Instant
  readonly started_at: Instant | null
  readonly paused_at: Instant | null
  readonly ended_at: Instant | null
  /** As of `counted_at`. */
  readonly counts: JSONColumnType<Counts>
  /** `counts.open`, by which it is still looked after when it is over. */
  readonly open_lines: Generated<number>
  /** Failures of the stage that an operator has seen and gone on after: the stop rule leaves them out. */
  readonly forgiven: Generated<number>
  readonly counted_at: Instant
  /** When an order of it was released or had an end last, or it could not be. */
  readonly moved_at: Instant
  readonly next_look_at: Instant
  readonly lease_owner: string | null
  readonly lease_until: Instant | null
}

interface ActivityLeftOutTable {
  readonly activity: string
  readonly serial: string
  readonly reason: Reason
  readonly detail: string
  /** Of one that was removed: where it was. */
  readonly usage_point: Generated<string | null>
}

interface EndDeviceGroupTable {
  readonly name: string
  readonly created_at: Instant
  readonly created_by: string
}

interface EndDeviceGroupMemberTable {
  readonly group_name: string
  readonly end_device_id: number
}

export type ActivityTables = {
  readonly activity: ActivityTable
  readonly activity_left_out: ActivityLeftOutTable
  readonly end_device_group: EndDeviceGroupTable
  readonly end_device_group_member: EndDeviceGroupMemberTable
}
