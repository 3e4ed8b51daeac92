import { Problem } from '@ferraris/service'
import { sql } from 'kysely'
import { type ControlParts, order } from '../record/order.ts'

/*
 * A reading tells how far a meter's clock is off. Putting it right needs the keys of management, which a reading does not have: so the
 * reading ends, and an order follows it within the same minute, which reads the clock again, shifts or sets it, and reads it back.
 * The offset of the reading stays until the next one: it tells which rows were captured twice.
 */

/** Orders of these that are open at a time: where more clocks are wrong than that, the head-end's own may be the one. */
export const mostOpenClockOrders = 500
const requestedBy = 'head-end'

export type ClockOrder = 'ordered' | 'ordered-today' | 'clock-in-doubt' | 'too-many' | 'refused'

export interface ClockOrderParts extends ControlParts {
  readonly clockWatch: { readonly isSteady: boolean }
}

/** Orders a meter's clock to be put right, once a day at most, and never by a clock of ours that has just jumped. */
export async function orderClock(
  parts: ClockOrderParts,
  { endDeviceId, serial }: { readonly endDeviceId: number; readonly serial: string },
): Promise<ClockOrder> {
  if (!parts.clockWatch.isSteady) return 'clock-in-doubt'
  if ((await openOrders(parts)) >= mostOpenClockOrders) return 'too-many'
  const day = new Date(parts.now()).toISOString().slice(0, 10)
  const id = `clock-${endDeviceId}-${day}`
  const request = { id, endDevice: serial, kind: 'set-clock', priority: 'normal' } as const
  try {
    return (await order(parts, request, requestedBy)).isNew ? 'ordered' : 'ordered-today'
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    // The meter has gone meanwhile, or takes no orders.
    return 'refused'
  }
}

async function openOrders({ db }: ControlParts): Promise<number> {
  const { rows } = await sql<{ open: number }>`
    select count(*)::integer as open from (
      select from end_device_control
      where not settled and kind = 'set-clock' and requested_by = 'head-end'
      limit ${mostOpenClockOrders}
    ) open`.execute(db)
  return rows[0]?.open ?? 0
}
