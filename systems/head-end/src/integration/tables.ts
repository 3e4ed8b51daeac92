import type { Instant, Role } from '@ferraris/service'
import type { LinkKind } from '@ferraris/transport'
import type { Generated, JSONColumnType } from 'kysely'
import type { DestinationSettings } from './destinations/schemas.ts'
import type { MessageState } from './messages/schemas.ts'

interface DestinationTable {
  readonly name: string
  readonly kind: LinkKind
  readonly url: string
  readonly address: string | null
  readonly requests: string | null
  readonly form: DestinationSettings['form']
  readonly nouns: string[]
  readonly role: Role
  readonly enabled: boolean
  readonly username: string | null
  readonly ws_security: Generated<boolean>
  readonly sealed: Buffer | null
  readonly has_password: boolean
  readonly has_certificate: boolean
  readonly created_at: Instant
  readonly changed_at: Instant
  readonly away_since: Instant | null
  readonly away_detail: string | null
  readonly failures: Generated<number>
  readonly next_attempt_at: Instant | null
  readonly door_owner: string | null
  readonly door_until: Instant | null
  readonly door_state: 'up' | 'down' | null
  readonly door_detail: string | null
}

interface MessageTable {
  readonly id: Generated<number>
  readonly direction: 'in' | 'out'
  readonly destination: string | null
  readonly door: LinkKind
  readonly source: string
  readonly message_id: string
  readonly correlation_id: string | null
  readonly root: string
  readonly verb: string
  readonly noun: string
  readonly result: string | null
  readonly state: MessageState
  readonly xml: string
  readonly digest: Buffer | null
  readonly sender: string | null
  readonly role: Role | null
  readonly answer: string | null
  readonly answers: number | null
  readonly attempts: Generated<number>
  readonly next_attempt_at: Instant
  readonly lease_owner: string | null
  readonly lease_until: Instant | null
  readonly code: string | null
  readonly detail: string | null
  readonly mended_by: string | null
  readonly nonce: string | null
  /** By mail. */
  readonly recipients: string[] | null
  readonly subject: string | null
  readonly reply_to: string | null
  readonly created_at: Instant
  readonly ended_at: Instant | null
}

interface SubjectTable {
  readonly message_id: number
  readonly kind: 'control' | 'activity'
  readonly subject: string
  readonly end_device: string | null
  readonly tracking: string | null
  readonly operation: number | null
  readonly watched: Generated<boolean>
  /** Of an activity; the ends of orders are marked at the orders. */
  readonly told_at: Instant | null
}

interface NewReadingTable {
  readonly end_device_id: number
  readonly day: string
}

interface NewEventTable {
  readonly end_device_id: number
  readonly time: Instant
  readonly log: string
  readonly code: number
  readonly ordinal: number
}

interface PartnerCodesTable {
  readonly partner: string
  readonly controls: JSONColumnType<Record<string, string>>
  readonly events: JSONColumnType<Record<string, string>>
  readonly replies: JSONColumnType<Record<string, string>>
  readonly changed_at: Instant
}

export type IntegrationTables = {
  readonly integration_partner_codes: PartnerCodesTable
  readonly integration_destination: DestinationTable
  readonly integration_message: MessageTable
  readonly integration_subject: SubjectTable
  readonly integration_new_reading: NewReadingTable
  readonly integration_new_event: NewEventTable
}
