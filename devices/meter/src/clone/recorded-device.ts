import { DecodeError } from '@ferraris/bytes'
import { dateTimeAt, decodeData, encodeData, type Obis, zone } from '@ferraris/cosem'
import type { MeterImage, ObjectImage } from '@ferraris/cosem/meter-image'
import { access, ValueError, values } from '@ferraris/cosem/values'
import type { DataAccessResult, EncodedData } from '@ferraris/dlms'
import type { ActionAnswer, LogicalDevice } from '@ferraris/dlms/server'
import { secondsOf } from '@ferraris/metering'
import { selectRecorded } from './recorded-profile.ts'

interface RecordedDeviceOptions {
  /** Where the recorded meter stands. */
  readonly timeZone: string
  /** Epoch milliseconds. */
  now(): number
}

/**
 * A logical device that shows what an image holds: the same objects, rights and values. Its clock goes on, profiles are
 * selected by range and entry, what may be written is written until it ends. It measures nothing and its methods do
 * nothing; the virtual meter does.
 */
export function recordedDevice(image: MeterImage, { timeZone, now }: RecordedDeviceOptions): LogicalDevice {
  const objects = new Map(image.objects.map(object => [object.obis, object]))
  const written = new Map<string, EncodedData>()
  const place = zone(timeZone)

  const find = (classId: number, name: Obis): ObjectImage | (DataAccessResult & ActionAnswer['result']) => {
    const object = objects.get(name)
    if (object === undefined) return 'object-undefined'
    return object.classId === classId ? object : 'object-class-inconsistent'
  }

  const current = ({ classId, obis, attributes }: ObjectImage, id: number): EncodedData | undefined =>
    classId === 8 && id === 2
      ? clockNow(attributes.get(2)?.value)
      : (written.get(`${obis} ${id}`) ?? attributes.get(id)?.value)

  /** The time of now in the form of the recorded one: with a deviation only where the meter gave one. */
  const clockNow = (recorded: EncodedData | undefined): EncodedData | undefined => {
    if (recorded === undefined) return undefined
    const time = dateTimeAt(secondsOf(now()), place)
    const { deviation, ...local } = time
    const told = values.dateTime.decode(decodeData(recorded)).deviation !== undefined
    return encodeData(values.dateTime.encode(told ? time : local))
  }

  return {
    get(_, { classId, instanceId, attributeId }, selection) {
      const object = find(classId, instanceId)
      if (typeof object === 'string') return object
      const attribute = object.attributes.get(attributeId)
      if (attribute === undefined) return 'object-unavailable'
      if ((attribute.access & access.read) === 0) return 'read-write-denied'
      const value = current(object, attributeId)
      if (value === undefined) return 'temporary-failure'
      if (selection === undefined) return value
      if (classId !== 7 || attributeId !== 2) return 'scope-of-access-violated'
      return selectRecorded(value, current(object, 3), selection, place)
    },

    set(_, { classId, instanceId, attributeId }, value) {
      const object = find(classId, instanceId)
      if (typeof object === 'string') return object
      const attribute = object.attributes.get(attributeId)
      if (attribute === undefined) return 'object-unavailable'
      if ((attribute.access & access.write) === 0) return 'read-write-denied'
      const before = current(object, attributeId)
      if (before !== undefined && !sameType(before, value)) return 'type-unmatched'
      written.set(`${instanceId} ${attributeId}`, value.slice())
      return 'success'
    },

    action(_, { classId, instanceId, methodId }) {
      const object = find(classId, instanceId)
      if (typeof object === 'string') return { result: object }
      const rights = object.methods.get(methodId)
      if (rights === undefined) return { result: 'object-unavailable' }
      return { result: (rights & access.invoke) === 0 ? 'read-write-denied' : 'temporary-failure' }
    },
  }
}

function sameType(before: EncodedData, after: EncodedData): boolean {
  try {
    return decodeData(before).type === decodeData(after).type
  } catch (error) {
    if (error instanceof DecodeError || error instanceof ValueError) return false
    throw error
  }
}
