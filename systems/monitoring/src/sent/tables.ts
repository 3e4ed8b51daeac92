import type { Instant } from '@ferraris/service'

export type SentTables = {
  readonly sent_reading: {
    readonly single: boolean
    /** `changedAt` of the last day that came, as the head-end gave it. */
    readonly changed_until: string | null
    readonly read_at: Instant | null
    readonly failed_at: Instant | null
    readonly failure: string | null
  }
}
