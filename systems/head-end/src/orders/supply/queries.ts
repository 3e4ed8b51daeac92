import type { Kysely } from 'kysely'
import { unknownDevice } from '../../inventory/unknown-device.ts'
import type { Tables } from '../../tables.ts'
import type { SupplyState } from './schemas.ts'

/** Where the supply switch of a meter stands; null in what is not known while no order has seen it. Throws Problem for an unknown meter. */
export async function supplyOf(db: Kysely<Tables>, serial: string): Promise<SupplyState> {
  const row = await db
    .selectFrom('end_device as d')
    .leftJoin('supply_state as s', 's.end_device_id', 'd.id')
    .selectAll('s')
    .where('d.serial', '=', serial)
    .executeTakeFirst()
  if (row === undefined) unknownDevice(serial)
  return {
    endDevice: serial,
    expected: row.expected,
    expectedAt: row.expected_at?.toISOString() ?? null,
    found: row.found,
    foundAt: row.found_at?.toISOString() ?? null,
    control: row.control_id,
    outputState: row.output_state,
    controlMode: row.control_mode,
    loadSideVolts: row.load_side_volts,
    differences: [...(row.differences ?? [])],
    differsSince: row.differs_since?.toISOString() ?? null,
  }
}
