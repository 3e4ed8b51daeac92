import type { WorkStep } from '@ferraris/work-order'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { WorkRequest, WorkRequestDetail } from './schemas.ts'

/** How a line stands: as it was closed, or as its work order does. */
const lineState = sql<WorkRequestDetail['items'][number]['state']>`case
  when l.closed is not null then l.closed
  when l.work_order is null then 'open'
  when exists (select from work_order_result r where r.work_order_id = l.work_order and r.outcome = 'failed') then 'failed'
  else 'issued' end`

function requests(db: Kysely<Tables>) {
  return db
    .selectFrom('work_request as w')
    .innerJoin('work_request_line as l', 'l.work_request', 'w.id')
    .select(['w.id', 'w.reason', 'w.activity', 'w.created_at', 'w.created_by', 'w.cancelled_at'])
    .select([
      sql<number>`count(*)`.as('total'),
      ...(['open', 'issued', 'failed', 'done', 'withdrawn'] as const).map(state =>
        sql<number>`count(*) filter (where ${lineState} = ${state})`.as(state),
      ),
    ])
    .groupBy('w.id')
}

type RequestRow = Awaited<ReturnType<ReturnType<typeof requests>['execute']>>[number]

function requestOf(row: RequestRow): WorkRequest {
  const {
    total,
    open = 0,
    issued = 0,
    failed = 0,
    done = 0,
    withdrawn = 0,
  } = row as RequestRow & Partial<WorkRequest['lines']>
  return {
    id: row.id,
    reason: row.reason,
    activity: row.activity,
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
    state:
      row.cancelled_at !== null ? 'cancelled' : open > 0 ? 'open' : issued + failed > 0 ? 'issued' : 'done',
    lines: { total, open, issued, failed, done, withdrawn },
  }
}

/** Work requests, the newest first, of one activity or of all. */
export async function listWorkRequests(
  db: Kysely<Tables>,
  { activity, limit }: { readonly activity?: string; readonly limit: number },
): Promise<WorkRequest[]> {
  let all = requests(db).orderBy('w.created_at', 'desc').orderBy('w.id').limit(limit)
  if (activity !== undefined) all = all.where('w.activity', '=', activity)
  return (await all.execute()).map(requestOf)
}

/** A work request with its lines; undefined where there is none. */
export async function workRequestById(
  db: Kysely<Tables>,
  id: string,
): Promise<Omit<WorkRequestDetail, 'leftOut'> | undefined> {
  const row = await requests(db).where('w.id', '=', id).executeTakeFirst()
  if (row === undefined) return undefined
  const lines = await db
    .selectFrom('work_request_line as l')
    .innerJoin('end_device as d', 'd.id', 'l.end_device_id')
    .select(['d.serial', 'l.control_id', 'l.steps', 'l.why', 'l.work_order', 'l.closed_at'])
    .select(lineState.as('state'))
    .select(
      sql<string | null>`(select r.error from work_order_result r
        where r.work_order_id = l.work_order and r.outcome = 'failed' order by r.step limit 1)`.as('error'),
    )
    .where('l.work_request', '=', id)
    .orderBy('l.place')
    .execute()
  return {
    ...requestOf(row),
    items: lines.map(line => ({
      endDevice: line.serial,
      control: line.control_id,
      steps: line.steps as WorkStep[] as never,
      why: line.why,
      state: line.state,
      workOrder: line.work_order,
      error: line.error,
      closedAt: line.closed_at?.toISOString() ?? null,
    })),
  }
}

/** Lines that are not closed, in no work order and in one. */
export async function countOpenLines(db: Kysely<Tables>): Promise<{ open: number; issued: number }> {
  return await db
    .selectFrom('work_request_line')
    .select([
      sql<number>`count(*) filter (where work_order is null)`.as('open'),
      sql<number>`count(*) filter (where work_order is not null)`.as('issued'),
    ])
    .where('closed', 'is', null)
    .executeTakeFirstOrThrow()
}
