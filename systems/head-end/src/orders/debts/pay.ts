import { msPerDay } from '@ferraris/metering'
import { invalidParameter, Problem } from '@ferraris/service'
import { type RawBuilder, sql } from 'kysely'
import { cancelControl } from '../record/cancel.ts'
import { type ControlParts, order } from '../record/order.ts'
import { type DebtRow, debtOf, debtRows } from './queries.ts'
import type { Debt, DebtPayment, PaymentOutcome } from './schemas.ts'

/** A supply is given back as soon as its meter can be reached; after so long a person has to look. */
const reconnectedWithinMs = 7 * msPerDay
/** Debts that one payment may settle: those of one customer. */
const mostPaid = 100

interface Deed {
  readonly outcome: PaymentOutcome
  readonly reconnection?: string
}

/**
 * Takes note of a payment. A disconnection that waits is cancelled; a supply that is off, or may be, is ordered back at once, and the mode
 * of its switch decides whether it closes or waits for the button. Told again, it does nothing again. Throws Problem.
 */
export async function payDebts(parts: ControlParts, payment: DebtPayment, by: string): Promise<Debt[]> {
  const { db, now } = parts
  const { endDevice, reference, credit } = payment
  if (endDevice === undefined && reference === undefined)
    throw invalidParameter('endDevice', 'give endDevice, reference, or both')
  const isMeant = sql`(${endDevice ?? null}::text is null or b.serial = ${endDevice ?? null})
    and (${reference ?? null}::text is null or b.reference = ${reference ?? null})`
  await sql`select from debt b where ${isMeant} and b.paid_at is null order by b.list, b.serial for update`.execute(
    db,
  )
  const open = await rowsOf(parts, sql`${isMeant} and b.paid_at is null`)
  if (open.length > mostPaid)
    throw invalidParameter('reference', `means ${open.length} debts; a payment is for ${mostPaid} at most`)
  for (const { list, serial } of open)
    await db
      .updateTable('debt')
      .set({ paid_at: new Date(now()), paid_by: by })
      .where('list', '=', list)
      .where('serial', '=', serial)
      .execute()
  for (const row of open) {
    const { outcome, reconnection = null } = await settled(parts, row, credit, by)
    await db
      .updateTable('debt')
      .set({ outcome, reconnection })
      .where('list', '=', row.list)
      .where('serial', '=', row.serial)
      .execute()
  }
  const paid = await rowsOf(parts, sql`${isMeant} and b.paid_at is not null`)
  if (paid.length === 0) throw new Problem('not-found', `there is no debt of ${reference ?? endDevice}`)
  return paid.map(debtOf)
}

async function rowsOf({ db }: ControlParts, where: RawBuilder<unknown>): Promise<readonly DebtRow[]> {
  const { rows } = await sql<DebtRow>`
    select * from (${debtRows(where)}) debts order by paid_at desc nulls first, list, serial limit ${mostPaid + 1}`.execute(
    db,
  )
  return rows
}

/** What follows from the payment of one debt. */
async function settled(
  parts: ControlParts,
  { serial, end_device_id: endDeviceId, disconnection }: DebtRow,
  credit: number | undefined,
  by: string,
): Promise<Deed> {
  if (disconnection === null || endDeviceId === null) return { outcome: 'nothing' }
  const { db, pool, now } = parts
  const cancelled = await cancelControl(pool, disconnection, by, now())
  const control = await db
    .selectFrom('end_device_control')
    .select(['ordinal', 'state', 'sent_at'])
    .where('id', '=', disconnection)
    .executeTakeFirstOrThrow()
  const isOff = control.state === 'done' || control.state === 'verified'
  // An attempt that broke off may have opened the switch.
  if (!isOff && cancelled !== 'requested' && control.sent_at === null)
    return { outcome: cancelled === 'cancelled' ? 'cancelled' : 'nothing' }
  if (await hasOtherDebts(parts, endDeviceId)) return { outcome: 'other-debts' }
  if (await isOffOtherwise(parts, endDeviceId, control.ordinal)) return { outcome: 'disconnected-otherwise' }
  return {
    outcome: 'reconnecting',
    reconnection: await reconnect(parts, { serial, disconnection, credit }, by),
  }
}

/** Whether another debt keeps the supply off, or is about to. */
async function hasOtherDebts({ db }: ControlParts, endDeviceId: number): Promise<boolean> {
  const { rows } = await sql`
    select from (${debtRows(sql`b.end_device_id = ${endDeviceId} and b.paid_at is null`)}) debts
    where state in ('waiting', 'under-way', 'disconnected') limit 1`.execute(db)
  return rows.length > 0
}

/** Whether an order after the one for the debt has switched the supply off, or will. */
async function isOffOtherwise({ db }: ControlParts, endDeviceId: number, after: number): Promise<boolean> {
  const { rows } = await sql`
    select from end_device_control c left join activity a on a.id = c.activity
    where c.end_device_id = ${endDeviceId} and c.ordinal > ${after} and c.kind = 'switch'
      and c.parameters ->> 'connected' = 'false' and a.debt_list is null
      and (c.state in ('done', 'verified') or not c.settled and c.state <> 'expired')
      and not exists (select from end_device_control later
        where later.end_device_id = c.end_device_id and later.ordinal > c.ordinal and later.kind = 'switch'
          and later.parameters ->> 'connected' = 'true' and later.state in ('done', 'verified'))
    limit 1`.execute(db)
  return rows.length > 0
}

async function reconnect(
  parts: ControlParts,
  { serial, disconnection, credit }: { serial: string; disconnection: string; credit: number | undefined },
  by: string,
): Promise<string> {
  const connect = { kind: 'switch', parameters: { connected: true } } as const
  const what =
    credit === undefined
      ? connect
      : {
          kind: 'sequence' as const,
          parameters: { actions: [{ kind: 'set-credit', parameters: { amount: credit } }, connect] },
        }
  const { control } = await order(
    parts,
    {
      ...what,
      id: `paid-${disconnection}`,
      endDevice: serial,
      priority: 'on-demand',
      mostAttempts: 100,
      expires: new Date(parts.now() + reconnectedWithinMs).toISOString(),
    },
    by,
  )
  return control.id
}
