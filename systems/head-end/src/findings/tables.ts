import type { EventProfileName } from '@ferraris/metering'
import type { Instant } from '@ferraris/service'
import type { Generated, JSONColumnType } from 'kysely'
import type { FindingKind } from './kinds.ts'

export const findingStates = ['open', 'in-work', 'confirmed', 'dismissed'] as const
export type FindingState = (typeof findingStates)[number]
export type EvidenceSource = 'event' | 'readings' | 'balance'

interface FindingTable {
  readonly id: Generated<number>
  readonly kind: FindingKind
  readonly end_device_id: number | null
  readonly concentrator: string | null
  readonly state: Generated<FindingState>
  readonly score: number
  readonly figure: number | null
  readonly opened_at: Instant
  readonly last_evidence_at: Instant
  readonly changed_at: Instant
  readonly changed_by: string | null
  readonly comment: string | null
  readonly work_request: string | null
}

/** An entry of a log, as its profile numbers it. */
export interface EvidenceEvent {
  readonly profile: EventProfileName
  readonly log: string
  readonly code: number
  readonly name: string
}

interface FindingEvidenceTable {
  readonly finding_id: number
  readonly key: string
  readonly at: Instant
  readonly source: EvidenceSource
  readonly detail: string
  readonly event: JSONColumnType<EvidenceEvent> | null
}

/** One row: up to which event, and which local day, has been searched. */
interface FindingSearchTable {
  readonly last_event: number
  readonly last_day: string | null
}

interface GenerationSiteTable {
  readonly end_device_id: number
  readonly declared_at: Instant
  readonly declared_by: string
}

export type FindingTables = {
  readonly finding: FindingTable
  readonly finding_evidence: FindingEvidenceTable
  readonly finding_search: FindingSearchTable
  readonly generation_site: GenerationSiteTable
}
