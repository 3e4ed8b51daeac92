import { randomUUID } from 'node:crypto'
import { FerrarisError } from '@ferraris/errors'
import { msPerDay } from '@ferraris/metering'
import { isUnavailable } from '@ferraris/service'
import { sql } from 'kysely'
import { cancelControl } from '../../record/cancel.ts'
import { type ControlParts, order } from '../../record/order.ts'
import type { ControlStep } from '../../record/schemas.ts'
import { isProtected } from './customers.ts'

/*
 * The head-end is not the only one that may switch a meter off: its limiter, its account, another master may. So the meter of a protected
 * customer is told, too: an order reads the mode of its switch, and sets it to 0, in which nothing opens it. When the protection
 * ends, by a person or by its time, another order sets the mode that was there before. Every minute the meters are held against
 * the protections, so that a meter that comes to a protected usage point is told as well.
 */

/** Meters looked at in one go. */
const mostAtOnce = 200
/** An order that its meter never took is given again so late. */
const againAfterMs = msPerDay
const requestedBy = 'head-end'
const longestMs = 30 * msPerDay

/** Brings the modes of switches in line with the protections. */
export async function lookAfterProtected(parts: ControlParts): Promise<void> {
  await forgetUnreached(parts)
  for (const meter of await newlyProtected(parts)) await protectMeter(parts, meter)
  for (const meter of await noLongerProtected(parts)) await freeMeter(parts, meter)
}

interface Meter {
  readonly id: number
  readonly serial: string
}

async function newlyProtected({ db, now }: ControlParts): Promise<readonly Meter[]> {
  const { rows } = await sql<Meter>`
    select d.id, d.serial from end_device d
    where ${isProtected(now())} and not exists (select from protected_meter m where m.end_device_id = d.id)
    order by d.id limit ${mostAtOnce}`.execute(db)
  return rows
}

async function noLongerProtected({ db, now }: ControlParts) {
  const { rows } = await sql<
    Meter & { control: string | null; steps: readonly ControlStep[] | null; state: string | null }
  >`
    select d.id, d.serial, m.control_id as control, c.steps, c.state
    from protected_meter m join end_device d on d.id = m.end_device_id left join end_device_control c on c.id = m.control_id
    where not ${isProtected(now())} order by d.id limit ${mostAtOnce}`.execute(db)
  return rows
}

/** Orders that came to nothing for want of an answer, or were not taken here, are given again; what a meter has refused stays refused. */
async function forgetUnreached({ db, now }: ControlParts): Promise<void> {
  await sql`
    delete from protected_meter m where m.since < ${new Date(now() - againAfterMs)} and not exists (
      select from end_device_control c where c.id = m.control_id
        and (c.state not in ('failed', 'expired') or c.cause in ('refused', 'not-supported')))`.execute(db)
}

async function protectMeter(parts: ControlParts, { id, serial }: Meter): Promise<void> {
  const { db, now } = parts
  const control = `protect-${randomUUID()}`
  const actions = [
    { kind: 'read-supply', parameters: {} },
    { kind: 'switch', parameters: { connected: true, mode: 0 } },
  ]
  const isOrdered = await ordered(parts, { id: control, serial, kind: 'sequence', parameters: { actions } })
  await db
    .insertInto('protected_meter')
    .values({ end_device_id: id, control_id: isOrdered ? control : null, since: new Date(now()) })
    .onConflict(conflict => conflict.doNothing())
    .execute()
}

async function freeMeter(
  parts: ControlParts,
  meter: Meter & { control: string | null; steps: readonly ControlStep[] | null; state: string | null },
): Promise<void> {
  const { db, pool, now } = parts
  const { id, serial, control, steps, state } = meter
  if (control !== null) await cancelControl(pool, control, requestedBy, now())
  const before = modeBefore(steps ?? [])
  // One that was never told has its own mode still.
  if (before !== undefined && before !== 0 && (state === 'done' || state === 'verified'))
    await ordered(parts, {
      id: `free-${randomUUID()}`,
      serial,
      kind: 'switch',
      parameters: { connected: true, mode: before },
    })
  await db
    .deleteFrom('protected_meter')
    .where('end_device_id', '=', id)
    .where('control_id', 'is not distinct from', control)
    .execute()
}

/** The mode that the switch had when it was read before it was set: `enum 4`. */
function modeBefore(steps: readonly ControlStep[]): number | undefined {
  const step = steps.find(({ action, target }) => action?.startsWith('1 ') && target.endsWith(' controlMode'))
  const [, mode] = /(\d+)$/.exec(step?.found ?? '') ?? []
  return mode === undefined ? undefined : Number(mode)
}

/** Whether the meter takes orders. */
async function ordered(
  parts: ControlParts,
  {
    serial,
    ...what
  }: { id: string; serial: string; kind: 'sequence' | 'switch'; parameters: Record<string, unknown> },
): Promise<boolean> {
  const expires = new Date(parts.now() + longestMs).toISOString()
  try {
    await order(
      parts,
      { ...what, endDevice: serial, priority: 'high', mostAttempts: 100, expires },
      requestedBy,
    )
    return true
  } catch (error) {
    // The meter takes no orders: what the head-end refuses is all that protects it.
    if (!(error instanceof FerrarisError) || isUnavailable(error)) throw error
    return false
  }
}
