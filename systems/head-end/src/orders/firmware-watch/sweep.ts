import { FerrarisError } from '@ferraris/errors'
import { msPerDay } from '@ferraris/metering'
import { type AuditLog, jointly } from '@ferraris/service'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import { type ControlParts, order } from '../record/order.ts'

/*
 * After the activation. A meter whose new firmware keeps it from answering cannot say so: what is seen is that it stays away. So an order of
 * firmware with `rollBackAfterHours` is watched from its activation on: one that is heard ends the watch, and one that is not gets
 * the order of its previous image, once, which is carried out when it is reachable again.
 *
 *     waiting → heard | stayed-away (the roll-back is ordered) | void (it was not activated, or a later order came before)
 *
 * That nothing was heard is not enough, since this head-end or the way to the meter may have been away: a session that was tried
 * after these hours must have come to nothing, or the concentrator, itself online, must report the meter as silent.
 */

export interface WatchParts extends ControlParts {
  readonly audit: AuditLog
  /** Times are believed while the clock is. */
  readonly clockWatch: { readonly isSteady: boolean }
  readonly onTrouble?: (error: Error) => void
}

/** Roll-backs ordered in one go; the others follow a minute later. */
const mostAtOnce = 100
/** A roll-back waits for its meter as long as orders may, and is tried every ten minutes. */
const longestMs = 90 * msPerDay
const mostAttempts = 90 * 144

/** When the image was activated, of an order `c`. */
const activatedAt = sql`coalesce((c.parameters->>'at')::timestamptz, c.confirmed_at, c.changed_at)`
/** The session that activated it ends within a minute, and does not count. */
const heardAfter = sql`${activatedAt} + interval '1 minute'`
const isActivated = sql`c.state in ('done', 'verified')`

const isHeard = sql`(
  exists (select from collection l where l.end_device_id = c.end_device_id and l.last_contact > ${heardAfter})
  or exists (select from line_meter m join line_neighbour n on n.aca = m.aca and n.valid_to is null
    where m.end_device_id = c.end_device_id and n.last_heard > ${heardAfter}))`

/** Looks after the orders that are watched: ends what is over, and orders the roll-backs that are due. */
export async function sweepWatches(parts: WatchParts): Promise<void> {
  await endWatches(parts.db, parts.now())
  if (!parts.clockWatch.isSteady) return
  for (const control of await stayedAway(parts.db, parts.now())) await rollBack(parts, control)
}

async function endWatches(db: Kysely<Tables>, now: number): Promise<void> {
  await sql`
    update firmware_watch w set ended_at = ${new Date(now)},
      state = case when ${isActivated} and ${isHeard} then 'heard' else 'void' end
    from end_device_control c
    where w.state = 'waiting' and c.id = w.control_id and (
      ${isActivated} and ${isHeard}
      or c.settled and not ${isActivated}
      or exists (select from end_device_control later where later.end_device_id = c.end_device_id
        and later.kind = 'firmware' and later.ordinal > c.ordinal and later.state in ('done', 'verified')))`.execute(
    db,
  )
}

async function stayedAway(db: Kysely<Tables>, now: number): Promise<string[]> {
  const due = sql`${activatedAt} + make_interval(hours => w.hours)`
  const { rows } = await sql<{ id: string }>`
    select c.id from firmware_watch w join end_device_control c on c.id = w.control_id
    where w.state = 'waiting' and ${isActivated} and ${due} <= ${new Date(now)} and (
      exists (select from collection l where l.end_device_id = c.end_device_id
        and l.state in ('silent', 'refused') and l.last_error_at >= ${due})
      or exists (select from line_meter m
        join line_neighbour n on n.aca = m.aca and n.concentrator = m.concentrator and n.valid_to is null
        join concentrator k on k.id = m.concentrator and k.state = 'online'
        where m.end_device_id = c.end_device_id and n.state = 'silent'))
    order by c.ordinal limit ${mostAtOnce}`.execute(db)
  return rows.map(({ id }) => id)
}

/** Orders the previous image, notes it and audits it, in one transaction. Another head-end may have done so before. */
async function rollBack(parts: WatchParts, control: string): Promise<void> {
  const { db, pool, audit, now, onTrouble = () => {} } = parts
  const work = async () => {
    const watch = await db
      .updateTable('firmware_watch')
      .set({ state: 'stayed-away', ended_at: new Date(now()) })
      .where('control_id', '=', control)
      .where('state', '=', 'waiting')
      .returning(['hours', 'roll_back'])
      .executeTakeFirst()
    if (watch === undefined) return
    const { serial: endDevice } = await db
      .selectFrom('end_device as d')
      .innerJoin('end_device_control as c', 'c.end_device_id', 'd.id')
      .select('d.serial')
      .where('c.id', '=', control)
      .executeTakeFirstOrThrow()
    const cause = `it was not heard within ${watch.hours} h after the activation by order ${control}`
    const detail = await orderPrevious(parts, endDevice, watch.roll_back)
    if (detail !== undefined)
      await db.updateTable('firmware_watch').set({ detail }).where('control_id', '=', control).execute()
    const rolledBackBy = detail === undefined ? watch.roll_back : null
    await audit.appendOwn('firmware.stayed-away', endDevice, { cause, rolledBackBy, detail })
  }
  await jointly(pool, work, onTrouble)
}

/** Says why not, where there is no previous image, or it may not be used any more. */
async function orderPrevious(parts: WatchParts, endDevice: string, id: string): Promise<string | undefined> {
  const expires = new Date(parts.now() + longestMs).toISOString()
  const parameters = { previous: true }
  const request = {
    id,
    endDevice,
    kind: 'firmware',
    parameters,
    priority: 'normal',
    mostAttempts,
    expires,
  } as const
  try {
    await order(parts, request, 'head-end')
    return undefined
  } catch (error) {
    if (error instanceof FerrarisError) return error.message
    throw error
  }
}
