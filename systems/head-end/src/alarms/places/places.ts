import { decodeCursor, type Page, pageOf } from '@ferraris/service'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { SupplyPoint } from './schemas.ts'

/** Takes in where meters hang in the grid. */
export async function takeSupplyPoints(
  db: Kysely<Tables>,
  points: readonly SupplyPoint[],
): Promise<{ taken: number; unknown: string[] }> {
  const serials = points.map(({ endDevice }) => endDevice)
  const { rows } = await sql<{ serial: string }>`
    with given as (
      select distinct on (serial) * from unnest(${serials}::text[], ${points.map(({ substation }) => substation)}::text[],
        ${points.map(({ feeder }) => feeder ?? null)}::text[], ${points.map(({ phase }) => phase ?? null)}::text[])
        as g (serial, substation, feeder, phase)
    ), kept as (
      insert into supply_point (end_device_id, substation, feeder, phase)
      select d.id, g.substation, g.feeder, g.phase from given g join end_device d using (serial)
      on conflict (end_device_id) do update
      set substation = excluded.substation, feeder = excluded.feeder, phase = excluded.phase
    )
    select d.serial from given g join end_device d using (serial)`.execute(db)
  const known = new Set(rows.map(({ serial }) => serial))
  return { taken: rows.length, unknown: [...new Set(serials)].filter(serial => !known.has(serial)) }
}

/** Supply points by serial number. Throws CursorError. */
export async function listSupplyPoints(
  db: Kysely<Tables>,
  filter: { readonly substation?: string; readonly limit: number; readonly cursor?: string },
): Promise<Page<{ endDevice: string; substation: string; feeder: string | null; phase: string | null }>> {
  let matching = db.selectFrom('supply_point as p').innerJoin('end_device as d', 'd.id', 'p.end_device_id')
  if (filter.substation !== undefined) matching = matching.where('p.substation', '=', filter.substation)
  const { total } = await matching.select(sql<number>`count(*)`.as('total')).executeTakeFirstOrThrow()
  let page = matching
    .select(['d.serial as endDevice', 'p.substation', 'p.feeder', 'p.phase'])
    .orderBy('d.serial')
    .limit(filter.limit + 1)
  if (filter.cursor !== undefined)
    page = page.where('d.serial', '>', String(decodeCursor(filter.cursor, ['string'])[0]))
  return pageOf(
    await page.execute(),
    filter.limit,
    total,
    row => [row.endDevice],
    row => row,
  )
}
