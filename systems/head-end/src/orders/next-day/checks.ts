import { expected, readConfiguration } from '@ferraris/client'
import { msPerDay } from '@ferraris/metering'
import { decodeCursor, type Page, pageOf } from '@ferraris/service'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import { stepsOfControl } from '../../work-orders/requests/steps-of-control.ts'
import { createWorkRequest } from '../../work-orders/requests/work-requests.ts'
import { octetsOf } from '../files/files.ts'
import { type ControlParts, order } from '../record/order.ts'
import type { CheckFilter, ConfigurationCheck } from './schemas.ts'
import type { CheckState } from './tables.ts'

/*
 * The day after. A configuration that was written and read back may still not do what it should: another master sets it back, the meter
 * loses it, the profile goes on as before. So each order that configures a meter begins a conversation with its data: a day later the
 * meter is compared with the file again, its tariff registers are added up, and the intervals that came since are looked at.
 *
 *     configured → waiting (a day) → compared → coherent | differs | unknown (the meter could not be asked)
 */

/** Orders looked at in one go. */
const mostAtOnce = 500
/** The comparison has so long to reach the meter. */
const comparedWithinMs = msPerDay
const requestedBy = 'head-end'

/** Takes note of meters that were configured; returns how many are new. */
export async function planChecks(db: Kysely<Tables>): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    insert into configuration_check (control_id, end_device_id, sha256, configured_at, due_at, comparison)
    select c.id, c.end_device_id, c.parameters ->> 'sha256', c.confirmed_at, c.confirmed_at + interval '1 day',
      gen_random_uuid()::text
    from end_device_control c
    where c.kind = 'configure' and c.state in ('done', 'verified') and c.confirmed_at is not null
      and c.end_device_id is not null
      and not exists (select from configuration_check k where k.control_id = c.id)
    order by c.ordinal limit ${mostAtOnce}
    on conflict do nothing`.execute(db)
  return Number(numAffectedRows)
}

/** Orders the comparisons that are due. An order of the same name is there but once, so that two head-ends may do so. */
export async function orderComparisons(parts: ControlParts): Promise<void> {
  const now = parts.now()
  const due = await parts.db
    .selectFrom('configuration_check as k')
    .innerJoin('end_device as d', 'd.id', 'k.end_device_id')
    .select(['k.control_id', 'k.comparison', 'k.sha256', 'd.serial'])
    .where('k.state', '=', 'waiting')
    .where('k.due_at', '<=', new Date(now))
    .where(sql<boolean>`not exists (select from end_device_control c where c.id = k.comparison)`)
    .orderBy('k.due_at')
    .limit(mostAtOnce)
    .execute()
  for (const { control_id, comparison: id, sha256, serial } of due) {
    const request = {
      id,
      endDevice: serial,
      kind: 'compare-configuration',
      parameters: { sha256 },
      priority: 'normal',
      expires: new Date(now + comparedWithinMs).toISOString(),
    } as const
    // A file that was withdrawn meanwhile, or a meter that has gone: nothing is left to compare.
    await order(parts, request, requestedBy).catch((error: Error) =>
      settle(parts.db, control_id, 'unknown', [error.message], now),
    )
  }
}

/** Says what came of the comparisons that are over. */
export async function judgeComparisons(db: Kysely<Tables>, now: number): Promise<void> {
  const compared = await db
    .selectFrom('configuration_check as k')
    .innerJoin('end_device_control as c', 'c.id', 'k.comparison')
    .innerJoin('end_device as d', 'd.id', 'k.end_device_id')
    .select([
      'k.control_id',
      'd.serial',
      'k.end_device_id',
      'k.sha256',
      'k.configured_at',
      'c.state',
      'c.steps',
      'c.detail',
    ])
    .where('k.state', '=', 'waiting')
    .where(sql<boolean>`(c.settled or c.state = 'expired')`)
    .limit(mostAtOnce)
    .execute()
  for (const { control_id, serial, end_device_id, sha256, configured_at, state, steps, detail } of compared) {
    const differing = (steps ?? []).flatMap(({ target, outcome, found, reason }) =>
      outcome === 'differs' || outcome === 'refused'
        ? [`${target}: ${found ?? outcome}${reason === undefined ? '' : ` (${reason})`}`]
        : [],
    )
    const isAnswered = state === 'done' || state === 'verified' || differing.length > 0
    if (!isAnswered) {
      await settle(db, control_id, 'unknown', [detail ?? state], now)
      continue
    }
    const findings = [...differing, ...(await intervalFindings(db, end_device_id, sha256, configured_at))]
    if (findings.length === 0) await settle(db, control_id, 'coherent', findings, now)
    else await askForWork(db, { control: control_id, serial, sha256, findings }, now)
  }
}

/** A configuration that does not hold is for a person to look at: on site, by a work request, unless one is open for this meter. */
async function askForWork(
  db: Kysely<Tables>,
  {
    control,
    serial,
    sha256,
    findings,
  }: { control: string; serial: string; sha256: string; findings: readonly string[] },
  now: number,
): Promise<void> {
  await db.transaction().execute(async tx => {
    if (!(await settle(tx, control, 'differs', findings, now))) return
    const open = await tx
      .selectFrom('configuration_check as k')
      .innerJoin('end_device as d', 'd.id', 'k.end_device_id')
      .innerJoin('work_request_line as l', join =>
        join.onRef('l.work_request', '=', 'k.work_request').onRef('l.end_device_id', '=', 'k.end_device_id'),
      )
      .select('k.work_request')
      .where('d.serial', '=', serial)
      .where('l.closed', 'is', null)
      .executeTakeFirst()
    const workRequest = open?.work_request ?? (await newRequest(tx, { serial, sha256, findings }, now))
    await tx
      .updateTable('configuration_check')
      .set({ work_request: workRequest })
      .where('control_id', '=', control)
      .execute()
  })
}

async function newRequest(
  db: Kysely<Tables>,
  { serial, sha256, findings }: { serial: string; sha256: string; findings: readonly string[] },
  now: number,
): Promise<string> {
  const steps = stepsOfControl('configure', { sha256 })
  const reason = `The day after its configuration it differs: ${findings[0] ?? ''}`.slice(0, 200)
  const asked = { reason, endDevices: [serial], ...(steps && { steps }) }
  return (await createWorkRequest({ db, now: () => now }, asked, requestedBy)).id
}

/** Intervals of the days since that have another length than the configuration says. */
async function intervalFindings(
  db: Kysely<Tables>,
  endDeviceId: number,
  sha256: string,
  configuredAt: Date,
): Promise<string[]> {
  const octets = await octetsOf(db, sha256)
  const wanted = octets === undefined ? undefined : expected(readConfiguration(octets)).intervalSeconds
  if (wanted === undefined) return []
  const blocks = await db
    .selectFrom('interval_block')
    .select(['day', 'interval_seconds'])
    .distinct()
    .where('end_device_id', '=', endDeviceId)
    .where('start', '>=', configuredAt)
    .where('interval_seconds', '<>', wanted)
    .orderBy('day')
    .limit(5)
    .execute()
  return blocks.map(
    ({ day, interval_seconds: found }) =>
      `intervals of ${day} have ${found} s; the configuration says ${wanted} s`,
  )
}

/** The most that is told of one meter. */
const mostFindings = 20

async function settle(
  db: Kysely<Tables>,
  control: string,
  state: CheckState,
  findings: readonly string[],
  now: number,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('configuration_check')
    .set({
      state,
      findings: findings.slice(0, mostFindings).map(one => one.slice(0, 500)),
      checked_at: new Date(now),
    })
    .where('control_id', '=', control)
    .where('state', '=', 'waiting')
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Checks, the last configured first. Throws CursorError. */
export async function listChecks(
  db: Kysely<Tables>,
  { state, endDevice, limit, cursor }: CheckFilter,
): Promise<Page<ConfigurationCheck>> {
  let matching = db
    .selectFrom('configuration_check as k')
    .innerJoin('end_device as d', 'd.id', 'k.end_device_id')
  if (state !== undefined) matching = matching.where('k.state', '=', state)
  if (endDevice !== undefined) matching = matching.where('d.serial', '=', endDevice)
  const { total } = await matching.select(sql<number>`count(*)`.as('total')).executeTakeFirstOrThrow()
  let page = matching
    .selectAll('k')
    .select('d.serial')
    .orderBy('k.configured_at', 'desc')
    .orderBy('k.control_id', 'desc')
    .limit(limit + 1)
  if (cursor !== undefined) {
    const [time, id] = decodeCursor(cursor, ['string', 'string'])
    page = page.where(sql<boolean>`(k.configured_at, k.control_id) < (${time}::timestamptz, ${id})`)
  }
  return pageOf(
    await page.execute(),
    limit,
    total,
    row => [row.configured_at.toISOString(), row.control_id],
    row => ({
      control: row.control_id,
      endDevice: row.serial,
      file: row.sha256,
      configuredAt: row.configured_at.toISOString(),
      dueAt: row.due_at.toISOString(),
      comparison: row.comparison,
      state: row.state,
      findings: row.findings,
      checkedAt: row.checked_at?.toISOString() ?? null,
      workRequest: row.work_request,
    }),
  )
}
