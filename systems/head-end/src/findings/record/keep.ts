import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import { type FindingKind, termsOf } from '../kinds.ts'
import type { EvidenceEvent, EvidenceSource } from '../tables.ts'

export interface Evidence {
  /** The same evidence found again has the same key. */
  readonly key: string
  /** Epoch milliseconds. */
  readonly at: number
  readonly source: EvidenceSource
  readonly detail: string
  readonly event?: EvidenceEvent
}

/** What a search has found of one subject. */
export interface Detected {
  readonly kind: FindingKind
  readonly endDevice?: number
  readonly concentrator?: string
  /** In the unit of the kind; without one, the number of pieces of evidence. */
  readonly figure?: number
  /** 0 … 1, of what was found now; by default that of the kind. */
  readonly score?: number
  readonly evidence: readonly Evidence[]
}

/** Pieces of evidence that a case keeps, the first ones: a thousandth says no more than they. */
const mostEvidence = 200
/** Evidence of so long before belongs to the same case when it was dismissed or confirmed since. */
const settledStates = ['confirmed', 'dismissed'] as const

/**
 * Joins what was found to the case in hand of its kind and subject, or opens one. What a person has settled is not opened
 * again by evidence of before. Within the caller's transaction. Gives the case, undefined where nothing is new.
 */
export async function keepDetected(
  db: Kysely<Tables>,
  { kind, endDevice, concentrator, figure, score = termsOf(kind).score, evidence }: Detected,
  now: number,
): Promise<number | undefined> {
  const subject = sql<boolean>`kind = ${kind} and end_device_id is not distinct from ${endDevice ?? null}
    and concentrator is not distinct from ${concentrator ?? null}`
  // Two searches at once open one case.
  await sql`select pg_advisory_xact_lock(hashtext(${`finding ${kind} ${endDevice ?? ''} ${concentrator ?? ''}`}))`.execute(
    db,
  )
  const { rows: settled } = await sql<{ at: Date; key: string }>`
    select e.key, f.changed_at as at from finding f join finding_evidence e on e.finding_id = f.id
    where ${subject} and f.state in (${sql.join(settledStates)})`.execute(db)
  const known = new Set(settled.map(({ key }) => key))
  const until = Math.max(0, ...settled.map(({ at }) => at.getTime()))
  const fresh = evidence.filter(({ key, at }) => !known.has(key) && at > until)
  const [first] = fresh
  if (first === undefined) return undefined
  const open = await db
    .selectFrom('finding')
    .select(['id', 'score'])
    .where(subject)
    .where('state', 'in', ['open', 'in-work'])
    .executeTakeFirst()
  const id = open?.id ?? (await openCase(db, { kind, endDevice, concentrator, score }, now))
  const added = await addEvidence(db, id, fresh)
  if (added === 0 && open !== undefined) return undefined
  const { count } = await db
    .selectFrom('finding_evidence')
    .select(sql<number>`count(*)`.as('count'))
    .where('finding_id', '=', id)
    .executeTakeFirstOrThrow()
  await db
    .updateTable('finding')
    .set({
      // Each further piece takes a fifth of the doubt that is left.
      score: Math.max(open?.score ?? 0, 1 - (1 - score) * 0.8 ** (count - 1)),
      figure: figure ?? count,
      last_evidence_at: new Date(Math.max(...fresh.map(({ at }) => at))),
    })
    .where('id', '=', id)
    .execute()
  return id
}

async function openCase(
  db: Kysely<Tables>,
  { kind, endDevice, concentrator, score }: Pick<Detected, 'kind' | 'endDevice' | 'concentrator' | 'score'>,
  now: number,
): Promise<number> {
  const at = new Date(now)
  const { id } = await db
    .insertInto('finding')
    .values({
      kind,
      end_device_id: endDevice ?? null,
      concentrator: concentrator ?? null,
      score: score ?? 0,
      figure: null,
      opened_at: at,
      last_evidence_at: at,
      changed_at: at,
      changed_by: null,
      comment: null,
      work_request: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

async function addEvidence(db: Kysely<Tables>, id: number, fresh: readonly Evidence[]): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(
        fresh.map(({ at, ...rest }) => ({ ...rest, at: new Date(at).toISOString() })),
      )}::jsonb) as g (key text, at timestamptz, source text, detail text, event jsonb)
    ), stored as (
      insert into finding_evidence (finding_id, key, at, source, detail, event)
      select ${id}, key, at, source, detail, event from given
      order by at limit greatest(0, ${mostEvidence} - (select count(*) from finding_evidence where finding_id = ${id}))
      on conflict do nothing returning 1
    )
    select count(*) from stored`.execute(db)
  return rows[0]?.count ?? 0
}
