import { type RawBuilder, sql } from 'kysely'

/** Whether a device, by the column of its id, is known to be without supply: what is missing of it has that reason. */
export function isWithoutSupply(endDeviceId: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql<boolean>`exists (
    select from interruption s where s.end_device_id = ${endDeviceId} and s.ended is null)`
}
