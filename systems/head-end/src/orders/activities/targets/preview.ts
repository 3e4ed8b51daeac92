import { decodeCursor, pageOf } from '@ferraris/service'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../../tables.ts'
import { wouldHold } from '../../brakes/brake.ts'
import { type Asked, classify } from './classify.ts'
import { metersInCsv } from './csv.ts'
import { type Reason, reasons } from './reasons.ts'
import type { BadRow, Preview, PreviewLine, PreviewRequest } from './schemas.ts'
import type { Wanted } from './wanted.ts'

export const mostConcentrators = 1000
const mostBadRows = 100

interface PageWanted {
  readonly reason?: Reason | undefined
  readonly limit: number
  readonly cursor?: string | undefined
}

interface Found {
  readonly total: number
  readonly orders: number
  readonly reasons: readonly { reason: Reason; count: number; leftOut: boolean }[] | null
  readonly concentrators: readonly { concentrator: string | null; count: number }[] | null
  readonly lines: readonly PreviewLine[] | null
  readonly lines_total: number
}

/** What an activity would do, and where it would not: nothing is changed. Throws CursorError. */
async function previewOf(
  db: Kysely<Tables>,
  asked: Asked,
  badRows: readonly BadRow[],
  { reason, limit, cursor }: PageWanted,
): Promise<Omit<Preview, 'needsApproval'>> {
  const after = cursor === undefined ? '' : String(decodeCursor(cursor, ['string'])[0])
  const shown = sql<boolean>`(${reason ?? null}::text is null or reason = ${reason ?? null})`
  const { rows } = await sql<Found>`
    with ${await classify(db, asked)}
    select (select count(*) from classified) as total,
      (select count(*) from classified where not left_out) as orders,
      (select json_agg(its) from (
        select reason, count(*) as count, left_out as "leftOut" from classified where reason is not null
        group by reason, left_out) its) as reasons,
      (select json_agg(its) from (
        select concentrator, count(*) as count from classified where not left_out
        group by concentrator order by count(*) desc, concentrator limit ${mostConcentrators}) its) as concentrators,
      (select json_agg(its) from (
        select serial as "endDevice", model, concentrator, reason, detail, left_out as "leftOut" from classified
        where ${shown} and serial > ${after} order by serial limit ${limit + 1}) its) as lines,
      (select count(*) from classified where ${shown}) as lines_total`.execute(db)
  const [found] = rows as [Found]
  const page = pageOf(
    found.lines ?? [],
    limit,
    found.lines_total,
    line => [line.endDevice],
    line => line,
  )
  return {
    total: found.total,
    orders: found.orders,
    leftOut: found.total - found.orders,
    reasons: (found.reasons ?? []).toSorted((a, b) => reasons.indexOf(a.reason) - reasons.indexOf(b.reason)),
    concentrators: [...(found.concentrators ?? [])],
    badRows: badRows.slice(0, mostBadRows),
    badRowsTotal: badRows.length,
    lines: page.items,
    linesTotal: page.total,
    nextCursor: page.nextCursor,
  }
}

/** What a request for an activity would do: nothing is changed. Throws CursorError. */
export async function previewActivity(
  db: Kysely<Tables>,
  wanted: Wanted,
  { targets, include, ...wantedPage }: PreviewRequest,
  now: number,
): Promise<Preview> {
  const { serials: listed, badRows } = metersInCsv(targets.csv ?? '')
  const found = await previewOf(db, { wanted, targets, listed, include, now }, badRows, wantedPage)
  const needsApproval = await wouldHold(db, { risks: wanted.risks, meters: found.orders }, now)
  return { ...found, needsApproval }
}
