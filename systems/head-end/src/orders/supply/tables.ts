import type { SupplyReading } from '@ferraris/client'
import type { Instant } from '@ferraris/service'
import type { SupplyDifference } from './differences.ts'

interface SupplyStateTable {
  readonly end_device_id: number
  /** As the last order that ended well has left it, or as it was read first. */
  readonly expected: SupplyReading['controlState']
  readonly expected_at: Instant
  /** As the meter showed it last. */
  readonly found: SupplyReading['controlState']
  readonly found_at: Instant
  /** The order in which it was seen last. */
  readonly control_id: string
  readonly output_state: boolean | null
  readonly control_mode: number | null
  readonly load_side_volts: number | null
  readonly differences: readonly SupplyDifference[]
  readonly differs_since: Instant | null
}

export type SupplyTables = {
  readonly supply_state: SupplyStateTable
}
