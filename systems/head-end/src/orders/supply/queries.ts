import { Problem } from '@ferraris/service'
import type { Kysely } from 'kysely'
import { unknownDevice } from '../../inventory/unknown-device.ts'
import type { Tables } from '../../tables.ts'
import type { SupplyState } from './schemas.ts'

/** Where the supply switch of a meter stands. Throws Problem for an unknown meter, and for one whose switch was never seen. */
export async function supplyOf(db: Kysely<Tables>, serial: string): Promise<SupplyState> {
  const row = await db
    .selectFrom('end_device as d')
    .leftJoin('supply_state as s', 's.end_device_id', 'd.id')
    .selectAll('s')
    .where('d.serial', '=', serial)
    .executeTakeFirst()
  if (row === undefined) unknownDevice(serial)
  const { expected, expected_at, found, found_at, control_id } = row
  if (expected === null || expected_at === null || found === null || found_at === null || control_id === null)
    throw new Problem('not-found', `the switch of ${serial} has not been seen yet; order read-supply`)
  return {
    endDevice: serial,
    expected,
    expectedAt: expected_at.toISOString(),
    found,
    foundAt: found_at.toISOString(),
    control: control_id,
    outputState: row.output_state,
    controlMode: row.control_mode,
    loadSideVolts: row.load_side_volts,
    differences: [...(row.differences ?? [])],
    differsSince: row.differs_since?.toISOString() ?? null,
  }
}
