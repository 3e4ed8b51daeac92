import { decodeCursor, type Page, pageOf } from '@ferraris/service'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import { termsOf } from '../kinds.ts'
import type { FindingCase, FindingDetail, FindingFilter } from '../schemas.ts'

function cases(db: Kysely<Tables>) {
  return db
    .selectFrom('finding as f')
    .leftJoin('end_device as d', 'd.id', 'f.end_device_id')
    .leftJoin('line_meter as m', 'm.end_device_id', 'f.end_device_id')
    .selectAll('f')
    .select([
      'd.serial',
      sql<string | null>`coalesce(f.concentrator, m.concentrator)`.as('section'),
      sql<number>`(select count(*) from finding_evidence e where e.finding_id = f.id)`.as('pieces'),
    ])
}
type Row = Awaited<ReturnType<ReturnType<typeof cases>['executeTakeFirstOrThrow']>>

function caseOf(row: Row): FindingCase {
  const { unit, danger = false, work } = termsOf(row.kind)
  return {
    id: row.id,
    kind: row.kind,
    endDevice: row.serial,
    concentrator: row.section,
    state: row.state,
    danger,
    score: Math.round(row.score * 1000) / 1000,
    figure: row.figure,
    unit,
    openedAt: row.opened_at.toISOString(),
    lastEvidenceAt: row.last_evidence_at.toISOString(),
    changedAt: row.changed_at.toISOString(),
    changedBy: row.changed_by,
    comment: row.comment,
    workRequest: row.work_request,
    proposal: work,
    evidenceCount: row.pieces,
  }
}

/** Cases, the surest first. Throws CursorError. */
export async function listFindings(
  db: Kysely<Tables>,
  { state, kind, endDevice, concentrator, limit, cursor }: FindingFilter,
): Promise<Page<FindingCase>> {
  const isMeant = sql<boolean>`(${state ?? null}::text is null or f.state = ${state ?? null})
    and (${kind ?? null}::text is null or f.kind = ${kind ?? null})
    and (${endDevice ?? null}::text is null or d.serial = ${endDevice ?? null})
    and (${concentrator ?? null}::text is null or coalesce(f.concentrator, m.concentrator) = ${concentrator ?? null})`
  const { total } = await db
    .selectFrom('finding as f')
    .leftJoin('end_device as d', 'd.id', 'f.end_device_id')
    .leftJoin('line_meter as m', 'm.end_device_id', 'f.end_device_id')
    .select(sql<number>`count(*)`.as('total'))
    .where(isMeant)
    .executeTakeFirstOrThrow()
  let rows = cases(db)
    .where(isMeant)
    .orderBy('f.score', 'desc')
    .orderBy('f.id', 'desc')
    .limit(limit + 1)
  if (cursor !== undefined) {
    const [score, id] = decodeCursor(cursor, ['number', 'number'])
    rows = rows.where(sql<boolean>`(f.score, f.id) < (${score}::real, ${id}::bigint)`)
  }
  return pageOf(await rows.execute(), limit, total, row => [row.score, row.id], caseOf)
}

/** A case with its evidence; undefined if there is none of this number. */
export async function findingById(db: Kysely<Tables>, id: number): Promise<FindingDetail | undefined> {
  const row = await cases(db).where('f.id', '=', id).executeTakeFirst()
  if (row === undefined) return undefined
  const evidence = await db
    .selectFrom('finding_evidence')
    .selectAll()
    .where('finding_id', '=', id)
    .orderBy('at', 'desc')
    .orderBy('key')
    .execute()
  return {
    ...caseOf(row),
    evidence: evidence.map(({ at, source, detail, event }) => ({
      at: at.toISOString(),
      source,
      detail,
      event,
    })),
  }
}
