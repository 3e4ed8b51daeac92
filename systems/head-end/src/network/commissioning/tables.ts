import type { Instant } from '@ferraris/service'
import type { Generated } from 'kysely'

interface LineMeterTable {
  readonly aca: string
  readonly end_device_id: number | null
  /** As the meter itself says, or as it was enrolled. */
  readonly serial: string | null
  readonly state: Generated<'new' | 'accepted' | 'refused'>
  readonly wrapped_k1: Buffer | null
  readonly wrapped_k2: Buffer | null
  /** How it protects its SMITP messages. */
  readonly mode: Generated<'hardened' | 'faithful'>
  /** The one that serves it now. */
  readonly concentrator: string | null
  /** Its own concentrator, while that one is dead and another serves it. */
  readonly loan_from: string | null
  readonly first_heard: Instant | null
  readonly last_heard: Instant | null
  readonly decided_at: Instant | null
  readonly decided_by: string | null
}

interface LineServiceTable {
  readonly aca: string
  readonly concentrator: string
  readonly valid_from: Instant
  readonly valid_to: Instant | null
}

export type CommissioningTables = {
  readonly line_meter: LineMeterTable
  readonly line_service: LineServiceTable
}
