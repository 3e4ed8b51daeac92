import type { DownMessage, Result } from '@ferraris/uplink'
import { type Kysely, sql } from 'kysely'
import type { Pool } from 'pg'
import type { Tables } from '../../tables.ts'
import type { KeptRefusal } from './schemas.ts'

type Refusal = Extract<DownMessage, { readonly kind: 'refuse' }>['refusals'][number]

/** A result, or what came in the place of one: its key may be missing, and then it is empty. */
type NamedResult = Pick<Result, 'key' | 'aca'> & { readonly kind: string }

/** A result that is not stored and never will be, and why. */
export interface RefusedResult {
  readonly result: NamedResult
  readonly reason: Refusal['reason']
  readonly detail: string
}

/** Refused results that are kept of one concentrator, the latest. */
const mostKept = 500
/** Characters kept of a result. */
const longestContent = 4000
const longestDetail = 500

/** Keeps refused results apart, so that a person can look at them: the latest of each concentrator. */
export async function keepRefused(
  pool: Pool,
  concentrator: string,
  refused: readonly RefusedResult[],
  now: number,
): Promise<void> {
  const latest = refused.slice(-mostKept)
  const column = <T>(of: (one: RefusedResult) => T): T[] => latest.map(of)
  await pool.query(
    `insert into refused_result (concentrator, key, aca, kind, reason, detail, content, received_at)
     select distinct on (key) $1, key, aca, kind, reason, detail, content, $8
     from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
       as given (key, aca, kind, reason, detail, content)
     on conflict (concentrator, key) do update
     set reason = excluded.reason, detail = excluded.detail, received_at = excluded.received_at`,
    [
      concentrator,
      column(({ result }) => result.key),
      column(({ result }) => result.aca),
      column(({ result }) => result.kind),
      column(({ reason }) => reason),
      column(({ detail }) => plain(detail)),
      column(({ result }) => contentOf(result)),
      new Date(now),
    ],
  )
  await pool.query(
    `delete from refused_result where concentrator = $1 and id <= (
       select id from refused_result where concentrator = $1 order by id desc offset ${mostKept} limit 1)`,
    [concentrator],
  )
}

/** Whether the concentrator knows what is meant. */
export function isAnswerable({ result: { key } }: RefusedResult): boolean {
  return key !== ''
}

/** The answer that a concentrator gets. */
export function refusalOf({ result: { key }, reason, detail }: RefusedResult): Refusal {
  return { key, reason, detail: plain(detail) }
}

/** The latest refused results of a concentrator, newest first. */
export async function refusedResults(
  db: Kysely<Tables>,
  concentrator: string,
  limit: number,
): Promise<KeptRefusal[]> {
  const rows = await db
    .selectFrom('refused_result as r')
    .leftJoin('line_meter as m', 'm.aca', 'r.aca')
    .select(['r.key', 'r.aca', 'm.serial', 'r.kind', 'r.reason', 'r.detail', 'r.content', 'r.received_at'])
    .where('r.concentrator', '=', concentrator)
    .orderBy('r.id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(({ received_at, ...row }) => ({ ...row, receivedAt: received_at.toISOString() }))
}

/** How many results were refused since `from`, by concentrator. */
export async function countRefused(db: Kysely<Tables>, from: number) {
  return await db
    .selectFrom('refused_result')
    .select(['concentrator', sql<number>`count(*)`.as('count'), sql<Date>`min(received_at)`.as('since')])
    .where('received_at', '>=', new Date(from))
    .groupBy('concentrator')
    .execute()
}

/** What is malformed may be nested deeper than can be written. */
function contentOf(result: NamedResult): string {
  try {
    return JSON.stringify(result).slice(0, longestContent)
  } catch (error) {
    if (error instanceof RangeError) return 'nested too deep to be shown'
    throw error
  }
}

/** As free text of interface G2 has to be. */
function plain(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/\p{Cc}+/gu, ' ')
    .slice(0, longestDetail)
}
