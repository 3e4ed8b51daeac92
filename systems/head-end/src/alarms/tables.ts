import type { Severity } from '@ferraris/metering'
import type { Instant, Role } from '@ferraris/service'
import type { Generated } from 'kysely'

/** How far people are with an alarm or an incident. */
export const handlingStates = ['new', 'acknowledged', 'assigned', 'closed'] as const
export type HandlingState = (typeof handlingStates)[number]

export const incidentKinds = ['outage', 'storm'] as const
export type IncidentKind = (typeof incidentKinds)[number]

/**
 * What becomes of an incident by itself. `suspected`: meters are silent, none has said that it lost its supply; `active`: they have, or
 * it is a storm; `restoring`: some have it back; `over`: nearly all have; `refuted`: they had supply all the time, or it was the way to
 * them that was lost; `merged`: it is part of the incident of its area.
 */
export const courses = ['suspected', 'active', 'restoring', 'over', 'refuted', 'merged'] as const
export type Course = (typeof courses)[number]

interface AlarmRuleTable {
  readonly kind: string
  readonly severity: Severity
  readonly raises: boolean
  readonly closes_itself: boolean
  readonly changed_at: Instant
  readonly changed_by: string
}

interface AlarmSilenceTable {
  readonly id: Generated<number>
  readonly end_device_id: number | null
  readonly concentrator: string | null
  readonly kind: string | null
  readonly begins: Instant
  readonly ends: Instant
  readonly reason: string
  readonly created_by: string
  readonly created_at: Instant
}

interface SupplyPointTable {
  readonly end_device_id: number
  readonly substation: string
  readonly feeder: string | null
  readonly phase: string | null
}

interface IncidentTable {
  readonly id: Generated<number>
  readonly kind: IncidentKind
  readonly subject: string | null
  readonly course: Course
  readonly state: Generated<HandlingState>
  readonly severity: Severity
  readonly substation: string | null
  readonly feeder: string | null
  readonly phase: string | null
  readonly concentrator: string | null
  readonly began: Instant
  readonly last_at: Instant
  readonly ended: Instant | null
  readonly affected: Generated<number>
  readonly back: Generated<number>
  readonly alarms: Generated<number>
  readonly opened_at: Instant
  readonly assigned_to: string | null
  readonly closed_at: Instant | null
  readonly closed_by: string | null
  readonly merged_into: number | null
  readonly split_from: number | null
  readonly told_course: Course | null
}

interface AlarmTable {
  readonly id: Generated<number>
  readonly end_device_id: number
  readonly kind: string
  readonly severity: Severity
  readonly state: Generated<HandlingState>
  readonly first_time: Instant
  readonly last_time: Instant
  readonly raised_at: Instant
  readonly changed_at: Instant
  readonly count: number
  readonly gone_at: Instant | null
  readonly closes_itself: boolean
  readonly substation: string | null
  readonly concentrator: string | null
  readonly assigned_to: string | null
  readonly incident_id: number | null
  readonly told: Generated<boolean>
  readonly cleared: Generated<boolean>
  readonly closed_at: Instant | null
  readonly closed_by: string | null
}

interface InterruptionTable {
  readonly id: Generated<number>
  readonly end_device_id: number
  readonly began: Instant
  readonly ended: Instant | null
  readonly noticed_at: Instant
  readonly told_at: Instant | null
  readonly source: 'power-down' | 'silence' | 'log'
  readonly confirmed: boolean
  readonly substation: string | null
  readonly feeder: string | null
  readonly phase: string | null
  readonly incident_id: number | null
}

interface AlarmEntryTable {
  readonly id: Generated<number>
  readonly alarm_id: number | null
  readonly incident_id: number | null
  readonly at: Instant
  readonly by: string
  readonly action: string
  readonly detail: string | null
}

interface SubscriptionTable {
  readonly id: Generated<number>
  readonly name: string
  readonly person: string | null
  readonly role: Role | null
  readonly destination: string | null
  readonly addresses: string[]
  readonly severity: Severity
  readonly kinds: string[]
  readonly substation: string | null
  readonly enabled: boolean
  readonly created_by: string
  readonly created_at: Instant
}

interface AlarmNewsTable {
  readonly id: Generated<number>
  readonly at: Instant
  readonly incident_id: number | null
  readonly alarm_id: number | null
  readonly kind: string
  readonly what: string
  readonly severity: Severity
  readonly substation: string | null
  readonly feeder: string | null
  readonly end_device: string | null
  readonly affected: number
  readonly back: number
}

export type AlarmTables = {
  readonly alarm_rule: AlarmRuleTable
  readonly alarm_silence: AlarmSilenceTable
  readonly supply_point: SupplyPointTable
  readonly incident: IncidentTable
  readonly alarm: AlarmTable
  readonly interruption: InterruptionTable
  readonly alarm_entry: AlarmEntryTable
  readonly alarm_subscription: SubscriptionTable
  readonly alarm_news: AlarmNewsTable
}
