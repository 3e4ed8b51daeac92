import type { SupplyReading } from '@ferraris/client'
import { transaction } from '@ferraris/service'
import type { JobReport } from '@ferraris/uplink'
import type { Pool, PoolClient } from 'pg'
import type { Cause } from '../record/causes.ts'
import { type ControlState, finalStates } from '../record/states.ts'
import { noteSupplies } from '../supply/note.ts'
import { controlOfJob, jobIdOf } from './job-id.ts'

/** Reports that are kept of one control, the latest: an image takes many, and a concentrator may make them up. */
export const mostReports = 200

/** How far along a state is; what we took for expired may still turn out otherwise. */
function rankOf(state: string): string {
  return `coalesce(array_position(array['expired', 'queued', 'sent', 'accepted', 'running'], ${state}), 6)`
}

/**
 * Moves controls on as their concentrator reports; a report that comes again or late changes nothing, and one about
 * another concentrator's job is ignored. A job that a concentrator gives back, since its meter has left, waits for the
 * next one. What a concentrator stamps with a time to come happened now at the latest.
 */
export async function storeReports(
  pool: Pool,
  concentrator: string,
  reports: readonly JobReport[],
  now: number,
): Promise<void> {
  await transaction(pool, async client => {
    for (const report of reports.toSorted((a, b) => (a.id < b.id ? -1 : 1)))
      await store(client, concentrator, { ...report, at: Math.min(report.at, now) })
  })
}

interface Known {
  readonly concentrator: string
  readonly route: number
  readonly sent: boolean
  readonly cancelled: boolean
  /** The concentrator that serves the meter now; null for none, and where the order is to the concentrator itself. */
  readonly server: string | null
  readonly hasMeter: boolean
  readonly isGivenOut: boolean
}

async function store(client: PoolClient, concentrator: string, report: JobReport): Promise<void> {
  const { control: id, route } = controlOfJob(report.id)
  const { rows } = await client.query<Known>(
    `select c.concentrator, c.route, c.sent_at is not null as sent, c.cancel_requested_at is not null as cancelled,
       c.end_device_id is not null as "hasMeter",
       (select m.concentrator from line_meter m where m.end_device_id = c.end_device_id limit 1) as server,
       (c.concentrator = $2 and c.route = $3) or exists (select from end_device_control_withdrawal w
         where w.concentrator = $2 and w.job_id = $4) as "isGivenOut"
     from end_device_control c where c.id = $1 for update`,
    [id, concentrator, route, report.id],
  )
  const [known] = rows
  if (known === undefined || !known.isGivenOut) return
  const { rowCount } = await client.query(
    `insert into end_device_control_report (control_id, at, state, attempts, detail)
     values ($1, $2, $3, $4, $5) on conflict do nothing`,
    [id, new Date(report.at), report.state, report.attempts, report.detail ?? null],
  )
  await client.query(
    `delete from end_device_control_report where ctid = any(array(
       select ctid from end_device_control_report where control_id = $1
       order by at desc, attempts desc offset ${mostReports}))`,
    [id],
  )
  if (finalStates.includes(report.state)) {
    await client.query('delete from end_device_control_withdrawal where concentrator = $1 and job_id = $2', [
      concentrator,
      report.id,
    ])
  }
  if (rowCount === 0) return
  const isPresent = known.concentrator === concentrator && known.route === route
  if (isPresent && isGivenBack(known, concentrator, report)) return await waitForNext(client, id, report)
  if (isPresent) return await moveOn(client, id, report)
  if (report.state === 'done') await doneElsewhere(client, id, known, concentrator, report)
}

function isGivenBack(
  { cancelled, server, hasMeter }: Known,
  concentrator: string,
  { state }: JobReport,
): boolean {
  if (cancelled || !hasMeter) return false
  return state === 'cancelled' || (state === 'refused' && server !== concentrator)
}

async function waitForNext(client: PoolClient, id: string, { at, detail }: JobReport): Promise<void> {
  await client.query(
    `update end_device_control
     set state = 'queued', route = route + 1, sent_at = null, detail = $2, changed_at = greatest(changed_at, $3)
     where id = $1 and not settled`,
    [id, detail ?? null, new Date(at)],
  )
}

async function moveOn(
  client: PoolClient,
  id: string,
  { at, state: reported, attempts, detail, result, verified = false, cause, steps }: JobReport,
): Promise<void> {
  const state: ControlState = reported === 'done' && verified ? 'verified' : reported
  const { rows } = await client.query<{ connected: boolean | null }>(
    `update end_device_control
     set state = $2, settled = $2 = any($6::text[]), attempts = greatest(attempts, $3), detail = $4,
         cause = $8, confirmed_at = case when $2 in ('done', 'verified') then $7::timestamptz end,
         verified_at = case when $2 = 'verified' then $7::timestamptz end,
         steps = coalesce($9::jsonb, steps), result_key = coalesce($5, result_key), changed_at = greatest(changed_at, $7)
     where id = $1 and not settled
       and ($2 = any($6::text[]) or ${rankOf('$2::text')} >= ${rankOf('state')})
     returning case kind when 'switch' then (parameters ->> 'connected')::boolean end as connected`,
    [
      id,
      state,
      attempts,
      detail ?? null,
      result ?? null,
      finalStates,
      new Date(at),
      causeOf(state, cause),
      steps === undefined ? null : JSON.stringify(steps),
    ],
  )
  const [moved] = rows
  if (moved?.connected == null || (state !== 'done' && state !== 'verified')) return
  await noteSupplies(client, [
    { control: id, at, supply: supplyAfter(moved.connected, verified), isOrdered: true },
  ])
}

/** Where a job that is done has left the switch: one that is not read back as closed waits for the button. */
function supplyAfter(connected: boolean, verified: boolean): SupplyReading {
  if (!connected) return { controlState: 'disconnected' }
  return { controlState: verified ? 'connected' : 'ready-for-reconnection' }
}

/** A meter that is silent is asked again until the order's time is over. */
function causeOf(state: ControlState, told: JobReport['cause']): Cause | null {
  if (told !== undefined && (state === 'refused' || state === 'failed' || state === 'expired')) return told
  if (state === 'refused' || state === 'expired' || state === 'cancelled') return state
  // A concentrator of before does not say why.
  return state === 'failed' ? 'broken-off' : null
}

/** The concentrator that had it before has done it after all: the present one shall not do it again. */
async function doneElsewhere(
  client: PoolClient,
  id: string,
  known: Known,
  concentrator: string,
  report: JobReport,
): Promise<void> {
  const { rowCount } = await client.query(
    'update end_device_control set concentrator = $2 where id = $1 and not settled',
    [id, concentrator],
  )
  if (rowCount === 0) return
  await moveOn(client, id, report)
  if (known.sent) await withdraw(client, known.concentrator, jobIdOf(id, known.route), id)
}

/** Notes that a concentrator shall not begin a job any more. */
export async function withdraw(
  client: PoolClient,
  concentrator: string,
  job: string,
  control: string,
): Promise<void> {
  await client.query(
    `insert into end_device_control_withdrawal (concentrator, job_id, control_id) values ($1, $2, $3)
     on conflict do nothing`,
    [concentrator, job, control],
  )
}
