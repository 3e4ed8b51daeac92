/*
 * Work that cannot be done from here. A request has a line for each meter:
 *
 *     open ── issued to a field device ──► issued ── all steps done ──► done: its order is closed as done in field
 *       │                                    │  └── a step failed ──► failed ── later done ──► done
 *       └────────────── cancelled ───────────┴──► withdrawn: what comes of it later is kept, and closes nothing
 *
 * An order can be in one line at a time that is not closed.
 */
import { randomUUID } from 'node:crypto'
import { invalidParameter, Problem } from '@ferraris/service'
import type { WorkStep } from '@ferraris/work-order'
import { type Kysely, sql } from 'kysely'
import { MeterProblem } from '../../inventory/meter-problem.ts'
import { causes } from '../../orders/record/causes.ts'
import type { Tables } from '../../tables.ts'
import { approvedFieldDevice } from '../field-devices.ts'
import { validityOf } from '../validity.ts'
import type { WorkOrders } from '../work-orders.ts'
import { workRequestById } from './queries.ts'
import {
  mostLines,
  type WorkRequestCreation,
  type WorkRequestDetail,
  type WorkRequestFile,
  type WorkRequestIssue,
} from './schemas.ts'
import { stepsOfControl } from './steps-of-control.ts'

export interface WorkRequestParts {
  readonly db: Kysely<Tables>
  readonly now: () => number
  readonly workOrders: Pick<WorkOrders, 'issue'>
}

interface NewLine {
  readonly end_device_id: number
  readonly control_id: string | null
  readonly steps: string
  readonly why: string
}

/** Makes a work request of what it names. Throws Problem where nothing becomes a line. */
export async function createWorkRequest(
  { db, now }: Pick<WorkRequestParts, 'db' | 'now'>,
  request: WorkRequestCreation,
  by: string,
): Promise<WorkRequestDetail> {
  const ofControls = await linesOfControls(db, request)
  const lines = [...ofControls.lines, ...(await linesOfMeters(db, request))]
  if (lines.length === 0) {
    const why = ofControls.leftOut.map(({ control, why }) => `${control}: ${why}`).join('; ')
    throw invalidParameter('controls', `gives no work${why === '' ? '' : `; ${why.slice(0, 500)}`}`)
  }
  if (lines.length > mostLines)
    throw invalidParameter('activity', `has more than ${mostLines} orders for one request`)
  const id = randomUUID()
  const { reason, activity = null } = request
  await db
    .insertInto('work_request')
    .values({ id, reason, activity, created_at: new Date(now()), created_by: by })
    .execute()
  await db
    .insertInto('work_request_line')
    .values(lines.map((line, place) => ({ work_request: id, place, ...line })))
    .execute()
  return { ...(await knownWorkRequest(db, id)), leftOut: ofControls.leftOut }
}

/** Throws Problem `not-found`. */
export async function knownWorkRequest(
  db: Kysely<Tables>,
  id: string,
): Promise<Omit<WorkRequestDetail, 'leftOut'>> {
  const found = await workRequestById(db, id)
  if (found === undefined) throw new Problem('not-found', `there is no work request ${id}`)
  return found
}

/** Issues a signed order for each line that is not closed to one field device. Throws Problem. */
export async function issueWorkRequest(
  { db, now, workOrders }: WorkRequestParts,
  id: string,
  { fieldDevice: name, notAfter }: WorkRequestIssue,
  by: string,
): Promise<WorkRequestFile> {
  const request = await knownWorkRequest(db, id)
  if (request.state === 'cancelled' || request.state === 'done')
    throw new Problem('already-over', `work request ${id} is ${request.state}`)
  const fieldDevice = await approvedFieldDevice(db, name)
  if (fieldDevice === undefined)
    throw new MeterProblem('field-device-not-approved', `there is no approved field device ${name}`)
  const validity = validityOf({ notAfter }, now())
  const issued: WorkRequestFile['issued'] = []
  const leftOut: WorkRequestFile['leftOut'] = []
  const orders: string[] = []
  for (const [place, { endDevice, steps, state }] of request.items.entries()) {
    if (state === 'done' || state === 'withdrawn') continue
    const work = { endDevice, steps: steps as WorkStep[], fieldDevice, ...validity }
    const order = await workOrders.issue(work, by)
    if (typeof order === 'string') {
      leftOut.push({ endDevice, why: order === 'no-keys' ? 'its keys are not here' : order })
      continue
    }
    issued.push({ endDevice, workOrder: order.id })
    orders.push(order.document)
    await db
      .updateTable('work_request_line')
      .set({ work_order: order.id })
      .where('work_request', '=', id)
      .where('place', '=', place)
      .execute()
  }
  return {
    id,
    issued,
    leftOut,
    document: `${JSON.stringify({ kind: 'work orders', orders }, undefined, 1)}\n`,
  }
}

/** Withdraws the lines that are not closed. Throws Problem. */
export async function cancelWorkRequest(
  { db, now }: WorkRequestParts,
  id: string,
): Promise<Omit<WorkRequestDetail, 'leftOut'>> {
  const { state } = await knownWorkRequest(db, id)
  if (state === 'done') throw new Problem('already-over', `work request ${id} is done`)
  const at = new Date(now())
  await db.updateTable('work_request').set({ cancelled_at: at }).where('id', '=', id).execute()
  await db
    .updateTable('work_request_line')
    .set({ closed: 'withdrawn', closed_at: at })
    .where('work_request', '=', id)
    .where('closed', 'is', null)
    .execute()
  return await knownWorkRequest(db, id)
}

/** Orders that came to nothing, those named and those of the activity, and why others become no line. */
async function linesOfControls(db: Kysely<Tables>, { controls = [], activity }: WorkRequestCreation) {
  const rows = await db
    .selectFrom('end_device_control as c')
    .select(['c.id', 'c.end_device_id', 'c.kind', 'c.parameters', 'c.state', 'c.cause', 'c.detail'])
    .select(
      sql<boolean>`exists (select from work_request_line l where l.control_id = c.id and l.closed is null)`.as(
        'inHand',
      ),
    )
    .where(({ or, eb }) =>
      or([
        eb('c.id', '=', sql<string>`any(${[...controls]}::text[])`),
        ...(activity === undefined ? [] : [eb('c.activity', '=', activity)]),
      ]),
    )
    .orderBy('c.ordinal')
    .execute()
  const lines: NewLine[] = []
  const unknown = controls.filter(id => !rows.some(row => row.id === id))
  const leftOut = unknown.map(control => ({ control, why: 'there is no such order' }))
  for (const row of rows) {
    const steps = stepsOfControl(row.kind, row.parameters)
    const fault = faultOf(row, steps)
    if (fault !== undefined || steps === undefined || row.end_device_id === null) {
      if (controls.includes(row.id)) leftOut.push({ control: row.id, why: fault ?? 'it names no meter' })
      continue
    }
    const why = [row.cause === null ? row.state : causes[row.cause], row.detail].filter(Boolean).join(': ')
    lines.push({
      end_device_id: row.end_device_id,
      control_id: row.id,
      steps: JSON.stringify(steps),
      why: why.slice(0, 500),
    })
  }
  return { lines, leftOut }
}

function faultOf(
  { state, kind, inHand }: { readonly state: string; readonly kind: string; readonly inHand: boolean },
  steps: WorkStep[] | undefined,
): string | undefined {
  if (!['failed', 'refused', 'expired'].includes(state)) return `it is ${state}`
  if (inHand) return 'it is in another work request'
  return steps === undefined ? `${kind} cannot be done on site` : undefined
}

async function linesOfMeters(
  db: Kysely<Tables>,
  { endDevices = [], steps, reason }: WorkRequestCreation,
): Promise<NewLine[]> {
  if (endDevices.length === 0) return []
  if (steps === undefined) throw invalidParameter('steps', 'is required for endDevices')
  const rows = await db
    .selectFrom('end_device')
    .select(['id', 'serial'])
    .where('serial', '=', sql<string>`any(${[...endDevices]}::text[])`)
    .orderBy('serial')
    .execute()
  const unknown = endDevices.find(serial => !rows.some(row => row.serial === serial))
  if (unknown !== undefined) throw invalidParameter('endDevices', `there is no end device ${unknown}`)
  const text = JSON.stringify(steps)
  return rows.map(({ id }) => ({ end_device_id: id, control_id: null, steps: text, why: reason }))
}
