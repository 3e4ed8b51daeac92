import { type EventName, eventOf, eventProfileNames, eventProfiles, idisLogs } from '@ferraris/metering'
import { type Kysely, sql } from 'kysely'
import { eventProfileOf } from '../../events/event-kind.ts'
import type { Tables } from '../../tables.ts'

const logs = Object.values(idisLogs)

/** Every number that a profile has for one of these events. */
export function codesOfEvents(events: readonly EventName[]): number[] {
  const isMeant = (event: EventName | undefined) => event !== undefined && events.includes(event)
  const all = Array.from({ length: 256 }, (_, code) => code)
  return all.filter(code =>
    eventProfileNames.some(name => logs.some(log => isMeant(eventOf(eventProfiles[name], log, code)))),
  )
}

export interface Reported {
  readonly endDevice: string
  readonly id: number
  readonly event: EventName
  readonly at: Date
}

/** Rows of events that are looked through. */
const mostRows = 20_000

/** The last of each of these events of each meter, the newest first. */
export async function lastReported(db: Kysely<Tables>, events: readonly EventName[]): Promise<Reported[]> {
  // As constants, so that the index of just these events serves.
  const codes = sql.raw(codesOfEvents(events).join())
  const { rows } = await sql<{
    id: number
    serial: string
    profile: string
    log: string
    code: number
    at: Date
  }>`
    select distinct on (e.end_device_id, e.log, e.code) d.id, d.serial, d.event_profile as profile, e.log, e.code, e.time as at
    from end_device_event e join end_device d on d.id = e.end_device_id
    where e.code in (${codes})
    order by e.end_device_id, e.log, e.code, e.time desc limit ${mostRows}`.execute(db)
  return rows
    .flatMap(({ id, serial: endDevice, profile, log, code, at }) => {
      const event = eventOf(eventProfiles[eventProfileOf(profile)], log, code)
      return event !== undefined && events.includes(event) ? [{ id, endDevice, event, at }] : []
    })
    .sort((a, b) => b.at.getTime() - a.at.getTime())
}
