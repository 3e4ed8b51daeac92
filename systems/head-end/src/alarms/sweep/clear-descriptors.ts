import { FerrarisError } from '@ferraris/errors'
import {
  type AlarmName,
  alarmsOfEvent,
  type EventName,
  type EventProfileName,
  eventProfiles,
} from '@ferraris/metering'
import { jointly } from '@ferraris/service'
import { sql } from 'kysely'
import { eventProfileOf } from '../../events/event-kind.ts'
import { type ControlParts, order } from '../../orders/record/order.ts'
import type { SweepParts } from './sweep.ts'

/** Meters of one go: the others follow with the next round. */
const mostAtOnce = 50

/**
 * When a person has closed an alarm, its bit in the meter's alarm descriptor is cleared by an order, so that the meter tells the next one. A
 * bit that several events set stays until the last alarm of them is closed.
 */
export async function clearDescriptors(parts: ControlParts & SweepParts): Promise<void> {
  const { db, pool, now, alarmObserver } = parts
  await jointly(
    pool,
    async () => {
      const { rows } = await sql<Closed>`
        with closed as (
          update alarm set cleared = true where id in (
            select id from alarm where state = 'closed' and not cleared and closed_by <> 'head-end'
            order by id limit ${mostAtOnce} for update skip locked)
          returning id, end_device_id, kind
        )
        select min(c.id) as id, d.serial, d.event_profile as profile, array_agg(distinct c.kind) as kinds,
          coalesce((select array_agg(a.kind) from alarm a where a.end_device_id = d.id and a.state <> 'closed'), '{}') as open
        from closed c join end_device d on d.id = c.end_device_id group by d.id`.execute(db)
      for (const row of rows) {
        const refusal = await orderClearing(parts, row)
        if (refusal === undefined) continue
        await db
          .insertInto('alarm_entry')
          .values({
            alarm_id: row.id,
            at: new Date(now()),
            by: 'head-end',
            action: 'not-cleared',
            detail: refusal,
          })
          .execute()
      }
    },
    error => alarmObserver?.trouble?.(error),
  )
}

interface Closed {
  readonly id: number
  readonly serial: string
  readonly profile: string
  readonly kinds: string[]
  readonly open: string[]
}

/** Orders the bits of alarms to be cleared; why not, where the meter takes no such order. */
async function orderClearing(
  parts: ControlParts,
  { id, serial: endDevice, profile: known, kinds, open }: Closed,
): Promise<string | undefined> {
  const profile = eventProfileOf(known)
  const standing = bitsOf(profile, open)
  const alarms = bitsOf(profile, kinds).filter(name => !standing.includes(name))
  if (alarms.length === 0) return undefined
  const parameters = { alarms, profile }
  const request = {
    id: `clear-alarm-${id}`,
    endDevice,
    kind: 'clear-alarms',
    parameters,
    priority: 'normal',
  } as const
  try {
    await order(parts, request, 'head-end')
    return undefined
  } catch (error) {
    if (error instanceof FerrarisError) return error.message
    throw error
  }
}

/** The alarms of the registers that kinds set, by name. */
function bitsOf(profile: EventProfileName, kinds: readonly string[]): AlarmName[] {
  const all = kinds.flatMap(kind => {
    const bits = alarmsOfEvent(eventProfiles[profile], kind as EventName).map(({ name }) => name)
    return kind === 'fraudAttempt' || kind === 'auxiliaryEvent' ? [kind as AlarmName] : bits
  })
  return [...new Set(all)]
}
