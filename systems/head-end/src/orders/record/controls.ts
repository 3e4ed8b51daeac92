import { msPerMinute } from '@ferraris/metering'
import { decodeCursor, type Page, pageOf } from '@ferraris/service'
import type { Job } from '@ferraris/uplink'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import { jobIdOf } from '../by-job/job-id.ts'
import type { ControlFilter, EndDeviceControl, EndDeviceControlDetail } from './schemas.ts'
import { waitsFor } from './waits-for.ts'

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

/**
 * Jobs that the concentrator has not confirmed, marked as sent before they are: one that was cancelled in between is not
 * among them. Those sent within the last minute only when `all` are wanted.
 */
export async function takeUnconfirmedJobs(
  db: Kysely<Tables>,
  concentrator: string,
  now: number,
  all: boolean,
): Promise<Job[]> {
  const { rows } = await sql<UnconfirmedRow>`
    update end_device_control set state = 'sent', sent_at = ${new Date(now)}, changed_at = ${new Date(now)}
    where id in (
      select c.id from end_device_control c left join line_meter m on m.end_device_id = c.end_device_id
      where c.concentrator = ${concentrator} and c.state in ('queued', 'sent') and not c.settled
        and c.expires_at > ${new Date(now)} and c.cancel_requested_at is null
        and (c.end_device_id is null or m.concentrator = c.concentrator)
        and (${all} or c.sent_at is null or c.sent_at <= ${new Date(now - sentAgainAfterMs)})
      order by c.ordinal limit 500 for update of c)
    returning id, ordinal, route, priority, not_before, expires_at, task`.execute(db)
  return rows
    .toSorted((a, b) => Number(a.ordinal) - Number(b.ordinal))
    .map(row => ({
      id: jobIdOf(row.id, row.route),
      priority: row.priority,
      ...(row.not_before !== null && { notBefore: row.not_before.getTime() }),
      expires: row.expires_at.getTime(),
      task: row.task,
    }))
}

interface UnconfirmedRow {
  readonly id: string
  readonly ordinal: number
  readonly route: number
  readonly priority: Job['priority']
  readonly not_before: Date | null
  readonly expires_at: Date
  readonly task: Job['task']
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
    .leftJoin('concentrator as k', 'k.id', 'c.concentrator')
    .leftJoin('line_meter as m', 'm.end_device_id', 'c.end_device_id')
    .selectAll('c')
    .select(['d.serial', 'r.kind as result_kind', 'r.time as result_time'])
    .select(['k.state as concentrator_state', 'm.concentrator as server'])
}

type ControlRow = Awaited<ReturnType<ReturnType<typeof controlQuery>['execute']>>[number]

function controlOf(row: ControlRow, now: number): EndDeviceControl {
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
    waitsFor: waitsFor(row, now),
    requestedBy: row.requested_by,
    cancelledBy: row.cancel_requested_by,
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
  now: number,
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
    ...controlOf(row, now),
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
  now: number,
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
  return pageOf(
    await page.execute(),
    limit,
    total,
    row => [row.ordinal],
    row => controlOf(row, now),
  )
}
