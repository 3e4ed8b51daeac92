import type { Kysely } from 'kysely'
import { intervalBlocks } from '../../readings/queries.ts'
import type { StoredBlock } from '../../readings/schemas.ts'
import type { Tables } from '../../tables.ts'
import type { SharedRange } from './schemas.ts'

/** What a profile of a meter was stored of, register by register: each by its OBIS code, its days the oldest first. */
export async function profilesOf(
  db: Kysely<Tables>,
  range: SharedRange,
): Promise<readonly (readonly [obis: string, blocks: readonly StoredBlock[]])[]> {
  const types = await db
    .selectFrom('reading_type as t')
    .innerJoin('interval_block as b', 'b.reading_type_id', 't.id')
    .innerJoin('end_device as d', 'd.id', 'b.end_device_id')
    .select('t.obis')
    .distinct()
    .where('d.serial', '=', range.endDevice)
    .where('b.day', '>=', range.from)
    .where('b.day', '<=', range.to)
    .orderBy('t.obis')
    .execute()
  return await Promise.all(
    types.map(async ({ obis }) => [obis, await intervalBlocks(db, { ...range, obis })] as const),
  )
}
