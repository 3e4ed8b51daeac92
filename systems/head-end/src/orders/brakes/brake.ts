import { randomUUID } from 'node:crypto'
import type { Risk } from '@ferraris/client'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { ApprovalReason } from './approvals/schemas.ts'
import { BrakeProblem } from './brake-problem.ts'
import { hasRoom, takeFromHour } from './measure.ts'
import { noteAttempt, protectionOf } from './protection/customers.ts'
import { brakesNow } from './settings.ts'

/** An order before it is kept. */
export interface OrderAtBrake {
  readonly control: string
  readonly kind: string
  /** All that it can do. */
  readonly risks: readonly Risk[]
  readonly endDeviceId: number | null
  /** That carries it out; of an order without a meter, it is to all meters behind it, if it switches anything off. */
  readonly concentrator: string | null
  readonly requestedBy: string
  /** Why the supply of a protected customer is to be switched off all the same. */
  readonly despiteProtection?: string | undefined
}

/**
 * Whether an order goes on at once, or waits for a second person. Asked before the order is kept: what waits is never open
 * for a moment. The same order asked for again is not counted again. Throws BrakeProblem for a protected customer.
 */
export async function brakeOrder(
  db: Kysely<Tables>,
  order: OrderAtBrake,
  now: number,
): Promise<{ readonly released: boolean }> {
  const { control, kind, risks, requestedBy, despiteProtection: note } = order
  if (risks.every(risk => risk === 'none')) return { released: true }
  const kept = await db
    .selectFrom('end_device_control')
    .select('id')
    .where('id', '=', control)
    .executeTakeFirst()
  if (kept !== undefined) return { released: false }
  const reasons: ApprovalReason[] = []
  let meters = 1
  if (risks.includes('legal')) reasons.push('legal-firmware')
  if (risks.includes('disconnects')) {
    meters = await touched(db, order)
    const protection = await protectionOf(db, order, now)
    if (protection !== undefined && note === undefined) {
      await noteAttempt(db, protection.id, now)
      throw new BrakeProblem('customer-protected', `the supply is protected: ${protection.reason}`)
    }
    if (protection !== undefined) reasons.push('protected-customer')
    const { disconnectionsAnHour, disconnectionsAtOnce } = await brakesNow(db)
    if (order.endDeviceId === null && meters > disconnectionsAtOnce) reasons.push('many-disconnections')
    const waits = reasons.length > 0
    if (!waits && !(await takeFromHour(db, meters, disconnectionsAnHour, now)))
      reasons.push('disconnections-an-hour')
  }
  if (reasons.length === 0) return { released: true }
  await ask(db, { control_id: control, activity: null, kind, meters, reasons, note, requestedBy }, now)
  return { released: false }
}

/** How many meters an order may switch off. */
async function touched(
  db: Kysely<Tables>,
  { endDeviceId, concentrator }: Pick<OrderAtBrake, 'endDeviceId' | 'concentrator'>,
): Promise<number> {
  if (endDeviceId !== null) return 1
  const { meters } = await db
    .selectFrom('line_meter')
    .select(sql<number>`count(*)::integer`.as('meters'))
    .where('concentrator', '=', concentrator)
    .executeTakeFirstOrThrow()
  return meters
}

/** An activity before its orders are kept; protected customers are left out of it. */
export interface ActivityAtBrake {
  readonly activity: string
  readonly kind: string
  /** All that it can do. */
  readonly risks: readonly Risk[]
  /** Meters that it touches. */
  readonly meters: number
  readonly requestedBy: string
}

/** Whether an activity goes on at once, or waits for a second person. */
export async function brakeActivity(
  db: Kysely<Tables>,
  { activity, kind, risks, meters, requestedBy }: ActivityAtBrake,
  now: number,
): Promise<{ readonly released: boolean }> {
  const reasons: ApprovalReason[] = []
  if (risks.includes('legal')) reasons.push('legal-firmware')
  if (risks.includes('disconnects')) {
    const { disconnectionsAnHour, disconnectionsAtOnce } = await brakesNow(db)
    if (meters > disconnectionsAtOnce) reasons.push('many-disconnections')
    else if (!(await takeFromHour(db, meters, disconnectionsAnHour, now)))
      reasons.push('disconnections-an-hour')
  }
  if (reasons.length === 0) return { released: true }
  await ask(db, { control_id: null, activity, kind, meters, reasons, note: undefined, requestedBy }, now)
  return { released: false }
}

/** Whether an activity as it is asked for would wait for a second person; takes nothing from the hour. */
export async function wouldHold(
  db: Kysely<Tables>,
  { risks, meters }: Pick<ActivityAtBrake, 'risks' | 'meters'>,
  now: number,
): Promise<boolean> {
  if (risks.includes('legal')) return true
  if (!risks.includes('disconnects')) return false
  const { disconnectionsAnHour, disconnectionsAtOnce } = await brakesNow(db)
  return meters > disconnectionsAtOnce || !(await hasRoom(db, meters, disconnectionsAnHour, now))
}

async function ask(
  db: Kysely<Tables>,
  {
    requestedBy,
    note,
    ...asked
  }: {
    readonly control_id: string | null
    readonly activity: string | null
    readonly kind: string
    readonly meters: number
    readonly reasons: ApprovalReason[]
    readonly note: string | undefined
    readonly requestedBy: string
  },
  now: number,
): Promise<void> {
  await db
    .insertInto('approval')
    .values({
      ...asked,
      id: randomUUID(),
      note: note ?? null,
      requested_by: requestedBy,
      requested_at: new Date(now),
    })
    .onConflict(conflict => conflict.doNothing())
    .execute()
}
