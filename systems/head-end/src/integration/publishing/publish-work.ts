import { type NounValue, named } from '@ferraris/cim'
import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import { putEvent } from './put-event.ts'

interface Parts {
  readonly db: Kysely<Tables>
  readonly now: () => number
}

/** Requests a transaction; each may have a thousand meters. */
const mostRequests = 10

interface Row {
  readonly id: string
  readonly reason: string
  readonly activity: string | null
  readonly created_at: Date
  readonly over: boolean
  readonly cancelled: boolean
}

/**
 * Tells of work that cannot be done from here: that a request was made, with its meters, and that it is over. Within the caller's transaction, which
 * marks them as told. Gives whether there may be more.
 */
export async function publishWork(parts: Parts): Promise<boolean> {
  const { db, now } = parts
  const { rows } = await sql<Row & { told_at: Date | null }>`
    with open as (
      select r.id, t.told_at, not exists (
        select from work_request_line l where l.work_request = r.id and l.closed is null) as over
      from work_request r left join integration_told_work t on t.work_request = r.id
      where t.end_told_at is null
    ), due as (
      select r.*, open.over, open.told_at from work_request r join open on open.id = r.id
      where open.told_at is null or open.over order by r.created_at limit ${mostRequests} for update of r skip locked
    ), told as (
      insert into integration_told_work (work_request, told_at, end_told_at)
      select id, ${new Date(now())}, case when over then ${new Date(now())}::timestamptz end from due
      on conflict (work_request) do update set end_told_at = excluded.end_told_at
    )
    select id, reason, activity, created_at, over, cancelled_at is not null as cancelled, told_at from due
    order by created_at`.execute(db)
  for (const row of rows) {
    const verbs = [
      ...(row.told_at === null ? (['created'] as const) : []),
      ...(row.over ? ([row.cancelled ? 'canceled' : 'closed'] as const) : []),
    ]
    const subjects = row.activity === null ? [] : [{ kind: 'activity', subject: row.activity } as const]
    for (const verb of verbs) {
      const payload = { WorkRequests: await workRequestOf(db, row, verb === 'created') }
      await putEvent(parts, { noun: 'WorkRequests', verb, payload, subjects })
    }
  }
  return rows.length === mostRequests
}

interface Line {
  readonly serial: string
  readonly usage_point: string | null
  readonly why: string
  readonly closed: 'done' | 'withdrawn' | null
}

/** A request with a task for each meter (IEC 61968-6). */
async function workRequestOf(
  db: Kysely<Tables>,
  { id, reason, created_at: at }: Row,
  isNew: boolean,
): Promise<NounValue<'WorkRequests'>> {
  const { rows } = await sql<Line>`
    select d.serial, d.usage_point, l.why, l.closed
    from work_request_line l join end_device d on d.id = l.end_device_id
    where l.work_request = ${id} order by l.place`.execute(db)
  return {
    WorkRequest: [
      {
        mRID: id,
        ...named(reason),
        Work: [
          {
            mRID: id,
            kind: 'service',
            requestDateTime: at.getTime(),
            statusKind: statusOf(rows, isNew),
            WorkTasks: rows.map(({ serial, usage_point: point, why, closed }) => ({
              instruction: why,
              statusKind:
                isNew || closed === null
                  ? 'waitingToBeScheduled'
                  : closed === 'done'
                    ? 'completed'
                    : 'cancelled',
              taskKind: 'investigate',
              Assets: [{ serialNumber: serial, ...named(serial) }],
              ...(point !== null && { UsagePoint: named(point) }),
            })),
          },
        ],
      },
    ],
  }
}

function statusOf(
  lines: readonly Line[],
  isNew: boolean,
): 'waitingToBeScheduled' | 'completed' | 'cancelled' {
  if (isNew) return 'waitingToBeScheduled'
  return lines.some(({ closed }) => closed === 'done') ? 'completed' : 'cancelled'
}
