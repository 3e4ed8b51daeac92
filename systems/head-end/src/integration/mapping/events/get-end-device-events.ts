import { msPerDay } from '@ferraris/metering'
import { accepted, errorOf, failed, partly } from '../../inbox/answers.ts'
import { type Asked, type Handled, Refusal } from '../../inbox/handling.ts'
import { devicesNamed } from '../devices.ts'
import type { MappingParts } from '../parts.ts'
import { endDeviceEventsOf } from './events-out.ts'
import { entriesOfSpan } from './queries.ts'

/** Entries that one answer may have. */
const mostEntries = 5000

/** Entries of the logs that are stored; without a time those of the last day. */
export async function listEvents(parts: MappingParts, asked: Asked): Promise<Handled> {
  const request = asked.message.Request
  const wanted = request?.GetEndDeviceEvents ?? {}
  const devices = [...(wanted.EndDevice ?? []), ...(wanted.Meter ?? [])]
  const { serials, unknown } = await devicesNamed(parts.db, { devices, usagePoints: wanted.UsagePoint })
  if (serials.length + unknown.length === 0)
    throw new Refusal('value-missing', 'the request names no meter', {
      path: 'Request.GetEndDeviceEvents.EndDevice',
    })
  const refused = unknown.map(errorOf)
  if (serials.length === 0) return { reply: failed(...refused) }
  const [schedule] = wanted.TimeSchedule ?? []
  const to = schedule?.scheduleInterval?.end ?? request?.EndTime ?? parts.now()
  const from = schedule?.scheduleInterval?.start ?? request?.StartTime ?? to - msPerDay
  const entries = await entriesOfSpan(parts.db, { serials, from, to }, mostEntries + 1)
  if (entries.length > mostEntries)
    throw new Refusal('too-many', `more than ${mostEntries} events; ask for less at once`)
  return {
    reply: refused.length === 0 ? accepted : partly(refused),
    payload: entries.length === 0 ? undefined : { EndDeviceEvents: endDeviceEventsOf(entries) },
  }
}
