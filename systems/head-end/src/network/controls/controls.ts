import { msPerMinute } from '@ferraris/metering'
import { decodeCursor, type Page, pageOf, transaction } from '@ferraris/service'
import type { Job, JobReport } from '@ferraris/uplink'
import { type Kysely, sql } from 'kysely'
import type { Pool } from 'pg'
import type { Tables } from '../../tables.ts'
import type { ControlFilter, ControlState, EndDeviceControl, EndDeviceControlDetail } from './schemas.ts'

export interface NewControl {
  readonly job: Job
  readonly concentrator: string
  readonly endDeviceId: number | null
  readonly requestedBy: string
}

/**
 * Keeps a control. `known` when one with this id is there and asks for the same: a client that missed our answer may
 * ask again; `other` when it asks for something else.
 */
export async function insertControl(
  db: Kysely<Tables>,
  { job, concentrator, endDeviceId, requestedBy }: NewControl,
  now: number,
): Promise<'new' | 'known' | 'other'> {
  const task = JSON.stringify(job.task)
  const row = await db
    .insertInto('end_device_control')
    .values({
      id: job.id,
      concentrator,
      end_device_id: endDeviceId,
      task,
      priority: job.priority,
      requested_by: requestedBy,
      created_at: new Date(now),
      not_before: job.notBefore === undefined ? null : new Date(job.notBefore),
      expires_at: new Date(job.expires),
      changed_at: new Date(now),
    })
    .onConflict(conflict => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (row !== undefined) return 'new'
  const same = await db
    .selectFrom('end_device_control')
    .select('id')
    .where('id', '=', job.id)
    .where(sql<boolean>`task = ${task}::jsonb`)
    .executeTakeFirst()
  return same === undefined ? 'other' : 'known'
}

/** Time for a job and its report to cross the network before it is sent again. */
const sentAgainAfterMs = msPerMinute

/** Jobs that the concentrator has not confirmed; those sent within the last minute only when `all` are wanted. */
export async function unconfirmedJobs(
  db: Kysely<Tables>,
  concentrator: string,
  now: number,
  all: boolean,
): Promise<Job[]> {
  let rows = db
    .selectFrom('end_device_control')
    .select(['id', 'priority', 'not_before', 'expires_at', 'task'])
    .where('concentrator', '=', concentrator)
    .where('state', 'in', ['queued', 'sent'])
    .where('expires_at', '>', new Date(now))
    .orderBy('ordinal')
    .limit(500)
  if (!all) {
    rows = rows.where(or =>
      or.or([or('sent_at', 'is', null), or('sent_at', '<=', new Date(now - sentAgainAfterMs))]),
    )
  }
  return (await rows.execute()).map(row => ({
    id: row.id,
    priority: row.priority,
    ...(row.not_before !== null && { notBefore: row.not_before.getTime() }),
    expires: row.expires_at.getTime(),
    task: row.task,
  }))
}

export async function markSent(db: Kysely<Tables>, ids: readonly string[], now: number): Promise<void> {
  if (ids.length === 0) return
  await db
    .updateTable('end_device_control')
    .set({ state: 'sent', sent_at: new Date(now), changed_at: new Date(now) })
    .where('id', 'in', ids)
    .where('state', 'in', ['queued', 'sent'])
    .execute()
}

/**
 * Moves controls on as their concentrator reports; a report that comes again or late changes nothing, and one about
 * another concentrator's job is ignored.
 */
export async function storeReports(
  pool: Pool,
  concentrator: string,
  reports: readonly JobReport[],
): Promise<void> {
  await transaction(pool, async client => {
    for (const { id, state, at, attempts, detail, result } of reports.toSorted((a, b) =>
      a.id < b.id ? -1 : 1,
    )) {
      const { rowCount } = await client.query(
        `insert into end_device_control_report (control_id, at, state, attempts, detail)
         select id, $3, $4, $5, $6 from end_device_control where id = $1 and concentrator = $2 for update
         on conflict do nothing`,
        [id, concentrator, new Date(at), state, attempts, detail ?? null],
      )
      if (rowCount === 0) continue
      await client.query(
        `update end_device_control
         set state = $2, settled = $2 = any($6::text[]), attempts = greatest(attempts, $3), detail = $4,
             result_key = coalesce($5, result_key), changed_at = greatest(changed_at, $7)
         where id = $1 and not settled
           and ($2 = any($6::text[]) or ${rankOf('$2::text')} >= ${rankOf('state')})`,
        [id, state, attempts, detail ?? null, result ?? null, finalStates, new Date(at)],
      )
    }
  })
}

const finalStates: readonly ControlState[] = ['done', 'refused', 'failed', 'expired']

/** How far along a state is; what we took for expired may still turn out otherwise. */
function rankOf(state: string): string {
  return `coalesce(array_position(array['expired', 'queued', 'sent', 'accepted', 'running'], ${state}), 6)`
}

/** Gives up controls past their time, after a quarter of an hour more without a report of the concentrator. */
export async function expireControls(db: Kysely<Tables>, now: number): Promise<void> {
  await db
    .updateTable('end_device_control')
    .set({
      state: 'expired',
      detail: 'its time is over, and the concentrator has not reported its end',
      changed_at: new Date(now),
    })
    .where('settled', '=', false)
    .where('state', '<>', 'expired')
    .where('expires_at', '<', new Date(now - 15 * msPerMinute))
    .execute()
}

function controlQuery(db: Kysely<Tables>) {
  return db
    .selectFrom('end_device_control as c')
    .leftJoin('end_device as d', 'd.id', 'c.end_device_id')
    .leftJoin('received_result as r', join =>
      join.onRef('r.concentrator', '=', 'c.concentrator').onRef('r.key', '=', 'c.result_key'),
    )
    .selectAll('c')
    .select(['d.serial', 'r.kind as result_kind', 'r.time as result_time'])
}

type ControlRow = Awaited<ReturnType<ReturnType<typeof controlQuery>['execute']>>[number]

function controlOf(row: ControlRow): EndDeviceControl {
  const { kind, aca: _, ...parameters } = row.task as { kind: Job['task']['kind']; aca?: string }
  return {
    id: row.id,
    endDevice: row.serial,
    concentrator: row.concentrator,
    kind,
    parameters,
    priority: row.priority,
    state: row.state,
    attempts: row.attempts,
    detail: row.detail,
    requestedBy: row.requested_by,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    changedAt: row.changed_at.toISOString(),
    result:
      row.result_kind === null || row.result_time === null
        ? null
        : { kind: row.result_kind, time: row.result_time.toISOString() },
  }
}

/** A control with its history; undefined when there is none with this id. */
export async function controlById(
  db: Kysely<Tables>,
  id: string,
): Promise<EndDeviceControlDetail | undefined> {
  const row = await controlQuery(db).where('c.id', '=', id).executeTakeFirst()
  if (row === undefined) return undefined
  const reports = await db
    .selectFrom('end_device_control_report')
    .selectAll()
    .where('control_id', '=', id)
    .orderBy('at')
    .orderBy('attempts')
    .execute()
  return {
    ...controlOf(row),
    reports: reports.map(({ at, state, attempts, detail }) => ({
      at: at.toISOString(),
      state,
      attempts,
      detail,
    })),
  }
}

/** Controls, the newest first. Throws CursorError. */
export async function listControls(
  db: Kysely<Tables>,
  filter: ControlFilter,
): Promise<Page<EndDeviceControl>> {
  const { endDevice, concentrator, state, limit, cursor } = filter
  const matching = sql<boolean>`
    (${endDevice ?? null}::text is null or d.serial = ${endDevice ?? null})
    and (${concentrator ?? null}::text is null or c.concentrator = ${concentrator ?? null})
    and (${state ?? null}::text is null or c.state = ${state ?? null})`
  const { total } = await db
    .selectFrom('end_device_control as c')
    .leftJoin('end_device as d', 'd.id', 'c.end_device_id')
    .select(sql<number>`count(*)`.as('total'))
    .where(matching)
    .executeTakeFirstOrThrow()
  let page = controlQuery(db)
    .where(matching)
    .orderBy('c.ordinal', 'desc')
    .limit(limit + 1)
  if (cursor !== undefined) page = page.where('c.ordinal', '<', Number(decodeCursor(cursor, ['number'])[0]))
  return pageOf(await page.execute(), limit, total, row => [row.ordinal], controlOf)
}
