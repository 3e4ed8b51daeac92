import { dumpMeter } from '@ferraris/client'
import { data, decodeData, encodeData, obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { formatMeterImage, type MeterImage, parseMeterImage } from '@ferraris/cosem/meter-image'
import { profileSelector, values } from '@ferraris/cosem/values'
import { conformanceOf } from '@ferraris/dlms'
import type { LogicalDevice } from '@ferraris/dlms/server'
import { testMeter } from '@ferraris/testing/meter'
import { beforeAll, describe, expect, test } from 'vitest'
import { civilDay } from '../calendar/civil-day.ts'
import { serialOf } from '../identity.ts'
import { inMemory } from '../store/memory/non-volatile.ts'
import { clonedMeter } from './cloned-meter.ts'

const readAt = Date.UTC(2026, 10, 5, 10, 20)
const later = readAt + 3_600_000
const management = { guek: new Uint8Array(16).fill(1), gak: new Uint8Array(16).fill(2) }
const caller = {
  client: 1,
  mechanism: 'high-gmac',
  protection: { authenticated: true, encrypted: true },
  ciphered: true,
} as const

let image: MeterImage
let original: LogicalDevice
let clone: LogicalDevice

beforeAll(async () => {
  const meter = testMeter({
    serial: serialOf(1),
    seed: 1,
    origin: civilDay(2026, 11, 1),
    keys: { reader: management, management },
    clock: { now: () => readAt },
  })
  original = meter.server.device
  image = await dumpMeter(
    {
      server: {
        conformance: conformanceOf('get'),
        systemTitle: meter.server.systemTitle,
        maxReceivePduSize: 0,
      },
      get: async ({ classId, obis: instanceId, attribute: attributeId }) => {
        const value = original.get(caller, { classId, instanceId, attributeId })
        return [
          typeof value === 'string'
            ? { kind: 'data-access-result', result: value }
            : { kind: 'data', data: value },
        ]
      },
      set: async () => [],
      action: async () => [],
    },
    { client: 1, deviceName: 'FER0000000001', now: readAt },
  )
  // What goes through the file is what counts.
  image = parseMeterImage(formatMeterImage(image))
  clone = clonedMeter({
    image,
    keys: management,
    memory: inMemory(),
    timeZone: 'Europe/Rome',
    now: () => later,
  }).device
})

function get(device: LogicalDevice, classId: number, name: string, attributeId: number) {
  return device.get(caller, { classId, instanceId: obis(name), attributeId })
}

test('a clone shows every object, right and value of its original', () => {
  expect(image.objects.length).toBeGreaterThan(30)
  for (const { classId, obis: name, attributes } of image.objects) {
    for (const id of attributes.keys()) {
      if (classId === 8 && (id === 2 || id === 4)) continue
      expect(get(clone, classId, name, id)).toEqual(get(original, classId, name, id))
    }
  }
})

test('the clock of a clone goes on', () => {
  const time = get(clone, 8, '0.0.1.0.0.255', 2)
  expect(values.dateTime.decode(decodeData(time as Uint8Array))).toMatchObject({ hour: 12, minute: 20 })
})

describe('a recorded profile', () => {
  const columns = () => get(clone, 7, '1.0.99.1.0.255', 3) as Uint8Array
  const select = (
    device: LogicalDevice,
    accessSelector: number,
    parameters: Parameters<typeof encodeData>[0],
  ) =>
    device.get(
      caller,
      { classId: 7, instanceId: obis('1.0.99.1.0.255'), attributeId: 2 },
      { accessSelector, accessParameters: encodeData(parameters) },
    )

  test('is selected by entry as the original is', () => {
    const entries = data.structure(
      data.doubleLongUnsigned(5),
      data.doubleLongUnsigned(9),
      data.longUnsigned(1),
      data.longUnsigned(3),
    )
    const [recorded, live] = [clone, original].map(device => select(device, profileSelector.entry, entries))
    expect(decodeData(recorded as Uint8Array)).toEqual(decodeData(live as Uint8Array))
  })

  test('is selected by range as the original is', () => {
    const captured = classes.profileGeneric.attributes.captureObjects.type.decode(decodeData(columns()))
    const moment = (hour: number) =>
      values.dateTime.encode({ year: 2026, month: 11, dayOfMonth: 3, hour, minute: 0 })
    const range = data.structure(
      values
        .structure({
          classId: values.longUnsigned,
          obis: values.logicalName,
          attribute: values.integer,
          dataIndex: values.longUnsigned,
        })
        .encode(captured[0]!),
      moment(3),
      moment(5),
      data.array(),
    )
    const [recorded, live] = [clone, original].map(device => select(device, profileSelector.range, range))
    expect(decodeData(recorded as Uint8Array).value).toHaveLength(9)
    expect(decodeData(recorded as Uint8Array)).toEqual(decodeData(live as Uint8Array))
  })
})

test('a clone takes what may be written, of the same type only, and acts on nothing', () => {
  const mode = { classId: 70, instanceId: obis('0.0.96.3.10.255'), attributeId: 4 }
  expect(clone.set(caller, mode, encodeData(data.enumeration(4)))).toBe('success')
  expect(get(clone, 70, '0.0.96.3.10.255', 4)).toEqual(encodeData(data.enumeration(4)))
  expect(clone.set(caller, mode, encodeData(data.text('4')))).toBe('type-unmatched')
  expect(clone.set(caller, { ...mode, attributeId: 2 }, encodeData(data.text('4')))).toBe('read-write-denied')
  const method = { classId: 70, instanceId: obis('0.0.96.3.10.255'), methodId: 1 }
  expect(clone.action(caller, method)).toEqual({ result: 'temporary-failure' })
  expect(clone.action(caller, { ...method, methodId: 9 })).toEqual({ result: 'object-unavailable' })
})
