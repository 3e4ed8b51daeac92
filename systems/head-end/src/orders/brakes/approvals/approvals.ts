import { decodeCursor, type Page, Problem, pageOf } from '@ferraris/service'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../../tables.ts'
import type { Approval, ApprovalFilter, ApprovalReason } from './schemas.ts'

/** Reasons that only an administrator may set aside. */
const forAdministrators: readonly ApprovalReason[] = ['protected-customer', 'legal-firmware']

/** What was waited for has ended by itself, or was never kept. */
const state = sql<Approval['state']>`case
  when a.state = 'waiting' and (act.state in ('done', 'cancelled')
    or a.control_id is not null and (c.id is null or c.settled or c.state = 'expired'))
  then 'lapsed' else a.state end`

function approvals(db: Kysely<Tables>) {
  return db
    .selectFrom('approval as a')
    .leftJoin('end_device_control as c', 'c.id', 'a.control_id')
    .leftJoin('end_device as d', 'd.id', 'c.end_device_id')
    .leftJoin('activity as act', 'act.id', 'a.activity')
    .select([
      'a.id',
      'a.ordinal',
      'a.control_id',
      'a.activity',
      'd.serial',
      'a.kind',
      'a.meters',
      'a.reasons',
      'a.note',
      'a.requested_by',
      'a.requested_at',
      'a.decided_by',
      'a.decided_at',
      'a.comment',
    ])
    .select(state.as('state'))
}

type Row = Awaited<ReturnType<ReturnType<typeof approvals>['execute']>>[number]

function approvalOf(row: Row): Approval {
  return {
    id: row.id,
    control: row.control_id,
    activity: row.activity,
    endDevice: row.serial,
    kind: row.kind,
    meters: row.meters,
    reasons: row.reasons,
    note: row.note,
    least: row.reasons.some(reason => forAdministrators.includes(reason)) ? 'administrator' : 'operator',
    state: row.state,
    requestedBy: row.requested_by,
    requestedAt: row.requested_at.toISOString(),
    decidedBy: row.decided_by,
    decidedAt: row.decided_at?.toISOString() ?? null,
    comment: row.comment,
  }
}

/** An approval. Throws Problem. */
export async function knownApproval(db: Kysely<Tables>, id: string): Promise<Approval> {
  const row = await approvals(db).where('a.id', '=', id).executeTakeFirst()
  if (row === undefined) throw new Problem('not-found', `there is no approval ${id}`)
  return approvalOf(row)
}

/** Approvals, the newest first. Throws CursorError. */
export async function listApprovals(
  db: Kysely<Tables>,
  { state: wanted, limit, cursor }: ApprovalFilter,
): Promise<Page<Approval>> {
  let matching = approvals(db)
  if (wanted !== undefined) matching = matching.where(state, '=', wanted)
  const { total } = await matching
    .clearSelect()
    .select(sql<number>`count(*)`.as('total'))
    .executeTakeFirstOrThrow()
  let page = matching.orderBy('a.ordinal', 'desc').limit(limit + 1)
  if (cursor !== undefined) {
    page = page.where('a.ordinal', '<', Number(decodeCursor(cursor, ['number'])[0]))
  }
  return pageOf(await page.execute(), limit, total, row => [row.ordinal], approvalOf)
}
