import { identify, type NounValue } from '@ferraris/cim'
import { type EventName, type EventProfile, eventOf, eventProfiles, secondsOf } from '@ferraris/metering'
import { transaction } from '@ferraris/service'
import type { DeviceEvent } from '../../../events/device-event.ts'
import { eventProfileOf } from '../../../events/event-kind.ts'
import { storeEvents } from '../../../events/event-writer.ts'
import { learntBy } from '../../../events/learnt.ts'
import { isObis, isPlausible } from '../../../readings/plausible.ts'
import { accepted, errorOf, failed, partly } from '../../inbox/answers.ts'
import { type Asked, type Handled, Refusal } from '../../inbox/handling.ts'
import { eventNameOf } from '../../partner-codes/translate.ts'
import type { MappingParts } from '../parts.ts'

type Event = NonNullable<NounValue<'EndDeviceEvents'>['EndDeviceEvent']>[number]

/** Events that one message may bring. */
const mostEvents = 500
const mostCode = 0xffff

/**
 * Takes what other systems tell of devices, as events of these: with what their logs say of the same they are one, and rules of alarms hold for
 * them. An event that names no device is kept with its message alone.
 */
export async function takeEvents(parts: MappingParts, asked: Asked): Promise<Handled> {
  const told = asked.message.Payload?.EndDeviceEvents?.EndDeviceEvent ?? []
  if (told.length === 0)
    throw new Refusal('payload-missing', 'there is no EndDeviceEvent', { path: 'Payload.EndDeviceEvents' })
  if (told.length > mostEvents)
    throw new Refusal('too-many', `${told.length} events; at most ${mostEvents} in one message`)
  const now = parts.now()
  const ofDevices = told.filter(({ Assets: meter, UsagePoint: point }) => (meter ?? point) !== undefined)
  const devices = await devicesOf(parts, ofDevices)
  const events: DeviceEvent[] = []
  const refused: ReturnType<typeof errorOf>[] = []
  for (const event of ofDevices) {
    const taken = deviceEventOf(event, devices, now)
    if (taken instanceof Refusal) refused.push(errorOf(taken))
    else events.push(taken)
  }
  await transaction(parts.pool, client => storeEvents(client, events, now))
  if (refused.length === 0) return { reply: accepted }
  return { reply: events.length === 0 ? failed(...refused) : partly(refused) }
}

interface Device {
  readonly id: number
  readonly profile: EventProfile
}

interface Devices {
  readonly bySerial: ReadonlyMap<string, Device>
  readonly byPoint: ReadonlyMap<string, Device>
}

async function devicesOf({ db }: MappingParts, events: readonly Event[]): Promise<Devices> {
  const names = events.flatMap(({ Assets: meter = {}, UsagePoint: point = {} }) => [
    identify(meter) ?? '',
    identify(point) ?? '',
  ])
  const rows =
    names.length === 0
      ? []
      : await db
          .selectFrom('end_device')
          .select(['id', 'serial', 'usage_point', 'event_profile'])
          .where(eb => eb.or([eb('serial', 'in', names), eb('usage_point', 'in', names)]))
          .execute()
  const found = rows.map(row => ({
    ...row,
    device: { id: row.id, profile: eventProfiles[eventProfileOf(row.event_profile)] },
  }))
  return {
    bySerial: new Map(found.map(({ serial, device }) => [serial, device])),
    byPoint: new Map(
      found.flatMap(({ usage_point: point, device }) => (point === null ? [] : [[point, device]])),
    ),
  }
}

function deviceEventOf(event: Event, devices: Devices, now: number): DeviceEvent | Refusal {
  const { Assets: meter, UsagePoint: point, createdDateTime } = event
  const name = identify(meter ?? point ?? {}) ?? ''
  const objectType = meter === undefined ? 'UsagePoint' : 'Meter'
  const device = (meter === undefined ? devices.byPoint : devices.bySerial).get(name)
  const about = { name, objectType }
  if (device === undefined) return new Refusal('unknown-device', `${name} is not in the inventory`, { about })
  const time = secondsOf(createdDateTime)
  if (!isPlausible(time, now))
    return new Refusal(
      'value-unusable',
      `${new Date(createdDateTime).toISOString()} is no time of an event`,
      {
        path: 'EndDeviceEvent.createdDateTime',
        about,
      },
    )
  const place = inLogOf(event, device.profile)
  if (place === undefined)
    return new Refusal(
      'value-unusable',
      `${event.EndDeviceEventType} stands for no event of this meter; name its log and number in the details dlms.eventLog and dlms.code`,
      { path: 'EndDeviceEvent.EndDeviceEventType', about },
    )
  return {
    endDeviceId: device.id,
    event: { time, ...place, ordinal: 0, numbered: false, learnt: learntBy.message },
  }
}

interface Place {
  readonly log: string
  readonly code: number
}

/** By the meter's own log and number, else by what the code means in its profile. */
function inLogOf(event: Event, profile: EventProfile): Place | undefined {
  const details = new Map((event.EndDeviceEventDetails ?? []).map(({ name, value = '' }) => [name, value]))
  const log = details.get('dlms.eventLog')
  const code = details.get('dlms.code')
  if (log !== undefined && code !== undefined) {
    const isOne = isObis(log) && /^\d{1,5}$/.test(code) && Number(code) <= mostCode
    return isOne && eventOf(profile, log, Number(code)) !== undefined
      ? { log, code: Number(code) }
      : undefined
  }
  const name = eventNameOf(event)
  return name === undefined ? undefined : placeOf(profile, name)
}

function placeOf({ logs, codes }: EventProfile, name: EventName): Place | undefined {
  for (const [log, kind] of Object.entries(logs)) {
    const code = codes[kind]?.[name]
    if (code !== undefined) return { log, code }
  }
  return undefined
}
