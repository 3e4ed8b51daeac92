import type { Instant } from '@ferraris/service'
import type { Generated } from 'kysely'

export const visitStates = ['asked', 'planned', 'done', 'cancelled'] as const
export const ticketStates = ['open', 'answered', 'closed'] as const
/** What was found to make noise in the band of the line, 125 to 140 kHz. */
export const noiseSources = [
  'switching-supply',
  'led-lighting',
  'motor',
  'induction-hob',
  'inverter',
  'ev-charger',
  'power-line-adapter',
  'filter-across-line',
  'wiring',
  'none',
  'other',
] as const

export interface VisitRow {
  readonly id: Generated<number>
  readonly device: string
  readonly reason: string
  readonly state: (typeof visitStates)[number]
  readonly asked_at: Instant
  readonly asked_by: string
  readonly planned_for: string | null
  readonly technician: string | null
  readonly done_on: string | null
  readonly summary: string | null
}

interface VisitFindingRow {
  readonly visit: number
  readonly ordinal: number
  readonly source: (typeof noiseSources)[number]
  readonly low_khz: number | null
  readonly high_khz: number | null
  readonly level_dbuv: number | null
  readonly hours: string | null
  readonly remedy: string | null
}

export interface TicketRow {
  readonly id: Generated<number>
  readonly participant: string
  readonly device: string | null
  readonly subject: string
  readonly state: (typeof ticketStates)[number]
  readonly opened_at: Instant
  readonly changed_at: Instant
}

interface MessageRow {
  readonly ticket: number
  readonly ordinal: number
  readonly at: Instant
  readonly author: string
  readonly text: string
}

export type SupportTables = {
  readonly visit: VisitRow
  readonly visit_finding: VisitFindingRow
  readonly support_ticket: TicketRow
  readonly support_message: MessageRow
}
