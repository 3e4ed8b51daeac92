import type { AuditEvent } from './entry.ts'

export interface AuditEntryTable {
  readonly sequence: number
  readonly time: Date
  readonly actor: string
  readonly actor_kind: AuditEvent['actorKind']
  readonly address: string | null
  readonly action: string
  readonly subject: string | null
  readonly outcome: AuditEvent['outcome']
  readonly detail: string | null
  readonly digest: Buffer
}

export type AuditTables = {
  readonly audit_entry: AuditEntryTable
}
