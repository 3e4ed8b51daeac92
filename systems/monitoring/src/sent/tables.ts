import type { Instant } from '@ferraris/service'

export type SentTables = {
  readonly sent_reading: {
    readonly single: boolean
    /** The latest `changedAt` that the head-end gave. */
    readonly changed_until: Instant | null
    readonly read_at: Instant | null
    readonly failed_at: Instant | null
    readonly failure: string | null
  }
}
