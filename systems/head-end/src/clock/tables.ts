import type { Instant } from '@ferraris/service'
import type { Generated } from 'kysely'

/** When the clock of a head-end jumped: what it would have shown, and what it showed. */
interface ClockJumpTable {
  readonly id: Generated<number>
  readonly expected: Instant
  readonly found: Instant
}

export type ClockTables = {
  readonly clock_jump: ClockJumpTable
}
