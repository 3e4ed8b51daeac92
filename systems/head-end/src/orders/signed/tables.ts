import type { Instant } from '@ferraris/service'

interface SignedApduTable {
  readonly control_id: string
  /** When its session could speak to the meter. */
  readonly sent_at: Instant
  /** Place among the signed requests of the order in that session, from 0. */
  readonly place: number
  readonly apdu: Buffer
}

export type SignedTables = {
  readonly signed_apdu: SignedApduTable
}
