import type { ModelQuirks } from '@ferraris/client'
import type { Kysely } from 'kysely'
import type { Tables } from '../tables.ts'

/** The table that operators keep, the most particular models first. */
export async function listQuirks(db: Kysely<Tables>): Promise<ModelQuirks[]> {
  const rows = await db.selectFrom('model_quirks').selectAll().orderBy('model', 'desc').execute()
  return rows.map(row => ({
    model: row.model,
    noLists: row.no_lists,
    noRanges: row.no_ranges,
    rangeAsDateTime: row.range_as_date_time,
    deviation: row.deviation,
    clockZone: row.clock_zone,
  }))
}

/** Keeps the quirks of a model, in place of those it had. */
export async function keepQuirks(db: Kysely<Tables>, { model, ...quirks }: ModelQuirks): Promise<void> {
  const values = {
    no_lists: quirks.noLists,
    no_ranges: quirks.noRanges,
    range_as_date_time: quirks.rangeAsDateTime,
    deviation: quirks.deviation,
    clock_zone: quirks.clockZone,
  }
  await db
    .insertInto('model_quirks')
    .values({ model, ...values })
    .onConflict(conflict => conflict.column('model').doUpdateSet(values))
    .execute()
}

/** False when the model has none. */
export async function forgetQuirks(db: Kysely<Tables>, model: string): Promise<boolean> {
  const deleted = await db.deleteFrom('model_quirks').where('model', '=', model).executeTakeFirst()
  return deleted.numDeletedRows === 1n
}
