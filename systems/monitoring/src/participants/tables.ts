import type { Instant } from '@ferraris/service'
import type { ColumnType, Generated } from 'kysely'

/** What kind of company takes part. */
export const participantKinds = ['maker', 'supplier', 'service-provider'] as const
export const contractStates = ['requested', 'signed', 'ended'] as const
export const outcomes = ['passed', 'failed'] as const
/** What participants are told. */
export const noticeSubjects = [
  'contract',
  'places',
  'test-booked',
  'test-outcome',
  'firmware-untested',
  'visit',
  'answer',
] as const

export interface ParticipantRow {
  readonly id: string
  readonly name: string
  readonly kind: (typeof participantKinds)[number]
  readonly contact: string
  readonly contract_state: (typeof contractStates)[number]
  readonly contract_date: string | null
  readonly joined_at: Instant
}

interface OfferRow {
  readonly participant: string
  readonly maker: string
  readonly model: string
  readonly offered: number
  /** Places, once they are shared. */
  readonly granted: number | null
}

export interface IntegrationTestRow {
  readonly id: Generated<number>
  readonly participant: string
  readonly maker: string
  readonly model: string
  readonly hardware: string
  readonly firmware: string
  readonly from_day: string
  readonly to_day: string
  readonly place: string
  readonly booked_at: Instant
  readonly outcome: (typeof outcomes)[number] | null
  readonly outcome_at: Instant | null
  readonly report: string | null
}

export interface NoticeRow {
  readonly id: Generated<number>
  readonly participant: string
  readonly at: Instant
  readonly subject: (typeof noticeSubjects)[number]
  readonly told: ColumnType<Record<string, string>, string, string>
  readonly read_at: Instant | null
  readonly mailed_at: Instant | null
  readonly attempts: Generated<number>
  /** Why the last attempt to mail it failed. */
  readonly failure: string | null
  readonly next_attempt_at: Instant | null
  readonly given_up_at: Instant | null
}

export type ParticipantTables = {
  readonly participant: ParticipantRow
  /** An account or token that speaks for a participant. */
  readonly participant_member: { readonly principal: string; readonly participant: string }
  readonly offer: OfferRow
  readonly integration_test: IntegrationTestRow
  readonly notice: NoticeRow
}
