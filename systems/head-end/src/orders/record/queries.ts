import { decodeCursor, type Page, pageOf } from '@ferraris/service'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { ControlFilter, EndDeviceControl, EndDeviceControlDetail } from './schemas.ts'
import { waitsFor } from './waits-for.ts'

function controlQuery(db: Kysely<Tables>) {
  return db
    .selectFrom('end_device_control as c')
    .leftJoin('end_device as d', 'd.id', 'c.end_device_id')
    .leftJoin('received_result as r', join =>
      join.onRef('r.concentrator', '=', 'c.concentrator').onRef('r.key', '=', 'c.result_key'),
    )
    .leftJoin('line_meter as m', 'm.end_device_id', 'c.end_device_id')
    .leftJoin('concentrator as k', join =>
      join.on('k.id', '=', sql<string>`coalesce(c.concentrator, m.concentrator)`),
    )
    .leftJoin('activity as v', 'v.id', 'c.activity')
    .selectAll('c')
    .select(['d.serial', 'r.kind as result_kind', 'r.time as result_time'])
    .select(['k.state as concentrator_state', 'm.concentrator as server', 'm.aca'])
    .select(['v.state as activity_state', 'v.hours as activity_hours', 'v.time_zone as activity_zone'])
    .select(sql<boolean | null>`c.stage > v.stage`.as('is_of_later_stage'))
    .select(
      sql<boolean>`not c.released and exists (select from approval a
        where a.state = 'waiting' and (a.control_id = c.id or a.activity = c.activity))`.as(
        'awaits_approval',
      ),
    )
}

type ControlRow = Awaited<ReturnType<ReturnType<typeof controlQuery>['execute']>>[number]

function controlOf(row: ControlRow, now: number): EndDeviceControl {
  return {
    id: row.id,
    endDevice: row.serial,
    concentrator: row.concentrator ?? row.server,
    way: row.way,
    activity: row.activity,
    kind: row.kind,
    parameters: row.parameters,
    priority: row.priority,
    state: row.state,
    released: row.released,
    attempts: row.attempts,
    mostAttempts: row.most_attempts,
    cause: row.cause,
    detail: row.detail,
    waitsFor: waitsFor(row, now),
    requestedBy: row.requested_by,
    cancelledBy: row.cancel_requested_by,
    requested: row.created_at.toISOString(),
    sent: row.sent_at?.toISOString() ?? null,
    confirmed: row.confirmed_at?.toISOString() ?? null,
    verified: row.verified_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    notBefore: row.not_before?.toISOString() ?? null,
    expiresAt: row.expires_at.toISOString(),
    changedAt: row.changed_at.toISOString(),
    result: resultOf(row),
  }
}

function resultOf({ result, result_kind: kind, result_time: time }: ControlRow): EndDeviceControl['result'] {
  return result ?? (kind === null || time === null ? null : { kind, time: time.toISOString() })
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
    steps: row.steps ?? [],
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
  const { endDevice, concentrator, activity, kind, state, cause, limit, cursor } = filter
  const matching = sql<boolean>`
    (${endDevice ?? null}::text is null or d.serial = ${endDevice ?? null})
    and (${concentrator ?? null}::text is null or coalesce(c.concentrator, m.concentrator) = ${concentrator ?? null})
    and (${activity ?? null}::text is null or c.activity = ${activity ?? null})
    and (${kind ?? null}::text is null or c.kind = ${kind ?? null})
    and (${cause ?? null}::text is null or c.cause = ${cause ?? null})
    and (${state ?? null}::text is null or c.state = ${state ?? null})`
  const { total } = await db
    .selectFrom('end_device_control as c')
    .leftJoin('end_device as d', 'd.id', 'c.end_device_id')
    .leftJoin('line_meter as m', 'm.end_device_id', 'c.end_device_id')
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
