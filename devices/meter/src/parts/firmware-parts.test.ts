import { randomBytes } from 'node:crypto'
import { data } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { PrivateKey } from '@ferraris/dlms/security'
import { obisCodes } from '@ferraris/metering'
import { describe, expect, test } from 'vitest'
import { at, monday, programmedMeter } from '../programmed-meter.fixture.ts'
import { firmwareImage } from '../store/firmware/firmware-format.ts'
import { legalChangesKept } from '../store/legal-changes.ts'
import { inMemory } from '../store/memory/non-volatile.ts'

const { imageTransfer } = classes
const transferName = obisCodes.imageTransfer
const [maker, authority] = [1, 2].map(() => PrivateKey.generate(1, length => randomBytes(length)))
const keys = { firmwareKey: maker!.publicKey.point, legalFirmwareKey: authority!.publicKey.point }
const code = new Uint8Array(600).fill(7)

type Meter = ReturnType<typeof programmedMeter>

/** Brings an image and activates it, as a client does. */
function load(meter: Meter, version: string, signer?: PrivateKey): string {
  const image = firmwareImage(version, code, signer)
  meter.set(imageTransfer, transferName, 'transferEnabled', true)
  const identifier = new TextEncoder().encode(version)
  meter.invoke(imageTransfer, transferName, 'initiate', { identifier, size: image.length })
  for (let number = 0; number * 256 < image.length; number++)
    meter.invoke(imageTransfer, transferName, 'blockTransfer', {
      number,
      value: image.subarray(number * 256, (number + 1) * 256),
    })
  return meter.invoke(imageTransfer, transferName, 'activate', 0).result
}

function textOf(meter: Meter, name: string): string {
  const { value } = meter.get(classes.data, name, 'value')
  return Buffer.from(value as Uint8Array).toString()
}

describe('the parts of a meter', () => {
  test('uc K-7 start in their order, and have version and signature each', () => {
    const meter = programmedMeter()
    const parts = meter.meter.parts.all(meter.now)
    expect(parts.map(({ part, isLegal }) => [part, isLegal])).toEqual([
      ['generic', true],
      ['legal', true],
      ['plc', false],
      ['non-legal', false],
    ])
    const versions = ['genericFirmware', 'legalFirmware', 'plcFirmware', 'activeFirmware'] as const
    expect(versions.map(name => textOf(meter, obisCodes[name]))).toEqual([
      'GENERIC/1.0.0',
      'LEGAL/1.0.0',
      'PLC/1.0.0',
      'FERRARIS 0.1.0',
    ])
    const signatures = ['genericFirmware', 'legalFirmware', 'plcFirmware', 'firmware'] as const
    const found = signatures.map(name => JSON.stringify(meter.getRaw(1, obisCodes[`${name}Signature`], 2)))
    expect(new Set(found).size).toBe(4)
  })

  test('uc K-7 a part that is replaced restarts alone; no second of metrology is missing, and what came meanwhile is dropped and counted', () => {
    const meter = programmedMeter({ replacementSeconds: 5 })
    const { ring } = meter.meter.store
    const reader = ring.reader()
    reader.read(ring.size, meter.now)
    const began = meter.now
    expect(load(meter, '2.0.0')).toBe('success')
    for (let second = 1; second <= 5; second++) {
      expect(meter.getRaw(1, obisCodes.activeFirmware, 2)).toBe('temporary-failure')
      meter.goTo(began + second)
    }
    expect(textOf(meter, obisCodes.activeFirmware)).toBe('2.0.0')
    const parts = meter.meter.parts.all(meter.now)
    expect(parts[3]!.startedAt).toBe(began + 5)
    expect(parts.slice(0, 3).every(({ startedAt }) => startedAt < began)).toBe(true)
    expect(parts.map(({ dropped }) => dropped)).toEqual([0, 0, 0, 5])
    expect(reader.read(ring.size, meter.now).map(record => record.at - began)).toEqual([1, 2, 3, 4, 5])
    expect(reader.lost).toBe(0)
    expect(meter.getRaw(1, obisCodes.firmwareParts, 2)).toMatchObject({
      type: 'array',
      value: [
        {},
        {},
        {},
        {
          value: [
            data.text('non-legal'),
            data.text('2.0.0'),
            data.boolean(false),
            data.boolean(true),
            {},
            data.doubleLongUnsigned(5),
          ],
        },
      ],
    })
  })

  test('uc FX-2 each image replaces the part that its version names', () => {
    const meter = programmedMeter()
    expect(load(meter, 'PLC/1.1.0')).toBe('success')
    expect(textOf(meter, obisCodes.plcFirmware)).toBe('PLC/1.1.0')
    expect(textOf(meter, obisCodes.activeFirmware)).toBe('FERRARIS 0.1.0')
  })
})

describe('a legal part', () => {
  test('uc FX-2 takes the signature of its own key, whatever the client may', () => {
    const results = [
      load(programmedMeter(keys), 'LEGAL/2.0.0', authority),
      load(programmedMeter(keys), 'GENERIC/2.0.0', authority),
      load(programmedMeter(keys), 'LEGAL/2.0.0', maker),
      load(programmedMeter(keys), 'LEGAL/2.0.0'),
      load(programmedMeter(), 'LEGAL/2.0.0', authority),
      load(programmedMeter(keys), '2.0.0', authority),
      load(programmedMeter(keys), '2.0.0', maker),
    ]
    const refused = 'other-reason'
    expect(results).toEqual(['success', 'success', refused, refused, refused, refused, 'success'])
  })

  test('uc K-34 leaves its trace in the meter, which a restart, a client or time does not take away', () => {
    const memory = inMemory()
    const meter = programmedMeter(keys, at(monday, 12), memory)
    expect(load(meter, 'LEGAL/2.0.0', authority)).toBe('success')
    expect(load(meter, '2.0.0', maker)).toBe('success')
    expect(meter.events(at(monday)).map(({ code }) => code)).toEqual([248, 18, 18])
    const again = programmedMeter(keys, at(monday + 400, 12), memory)
    for (const attribute of [2, 3, 4, 7, 8])
      expect(again.setRaw(7, obisCodes.legalChanges, attribute, data.array())).not.toBe('success')
    expect(again.invoke(classes.profileGeneric, obisCodes.legalChanges, 'reset', 0).result).not.toBe(
      'success',
    )
    expect(again.getRaw(7, obisCodes.legalChanges, 2)).toMatchObject({
      value: [{ value: [{ type: 'octet-string' }, data.unsigned(1), data.text('LEGAL/2.0.0')] }],
    })
  })

  test('uc K-34 cannot be replaced once there is no room for the trace', () => {
    const meter = programmedMeter(keys)
    const { legalChanges } = meter.meter.store
    while (!legalChanges.isFull) legalChanges.add('tariffCalendar', 'one more', meter.now)
    expect(load(meter, 'LEGAL/2.0.0', authority)).toBe('other-reason')
    expect(textOf(meter, obisCodes.legalFirmware)).toBe('LEGAL/1.0.0')
    expect(legalChanges.list).toHaveLength(legalChangesKept)
    expect(load(meter, '2.0.0', maker)).toBe('success')
  })
})
