import { randomBytes } from 'node:crypto'
import { data, obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { PrivateKey } from '@ferraris/dlms/security'
import { obisCodes } from '@ferraris/metering'
import { describe, expect, test } from 'vitest'
import { at, monday, programmedMeter } from '../programmed-meter.fixture.ts'
import { firmwareImage } from '../store/firmware/firmware-format.ts'
import { legalChangesKept } from '../store/legal-changes.ts'
import { inMemory } from '../store/memory/non-volatile.ts'

const {
  imageTransfer,
  activityCalendar,
  specialDaysTable,
  registerActivation,
  scriptTable,
  clock,
  demandRegister,
} = classes
const calendarName = obisCodes.activityCalendar
const masks = obisCodes.registerActivation
const holiday = { index: 7, date: { month: 11, dayOfMonth: 11 }, dayId: 1 }
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

  const legalChanges: readonly [string, number, (meter: Meter) => string, string][] = [
    [
      'another calendar',
      3,
      meter => meter.invoke(activityCalendar, calendarName, 'activatePassiveCalendar', 0).result,
      'mine',
    ],
    [
      'a special day',
      4,
      meter => meter.invoke(specialDaysTable, obisCodes.specialDays, 'insert', holiday).result,
      'mine',
    ],
    [
      'a special day less',
      4,
      meter => meter.invoke(specialDaysTable, obisCodes.specialDays, 'delete', 1).result,
      'mine',
    ],
    [
      'a mask',
      5,
      meter =>
        meter.invoke(registerActivation, masks, 'addMask', { name: Buffer.from('T1'), registers: [4] })
          .result,
      'mine',
    ],
    [
      'a register of the masks',
      5,
      meter =>
        meter.invoke(registerActivation, masks, 'addRegister', { classId: 3, obis: obis('1.0.1.8.1.255') })
          .result,
      'mine',
    ],
    [
      'scripts of tariffs',
      5,
      meter => meter.set(scriptTable, obisCodes.tariffScripts, 'scripts', []),
      'mine',
    ],
    ['a clock that is set', 6, meter => meter.setClock(meter.now + 28), '+28 s'],
    [
      'a clock that is shifted',
      6,
      meter => meter.invoke(clock, obisCodes.clock, 'shiftTime', -900).result,
      '-900 s',
    ],
    [
      'a clock that goes to its quarter',
      6,
      meter => meter.invoke(clock, obisCodes.clock, 'adjustToQuarter', 0).result,
      '+300 s',
    ],
    [
      'the period of demand',
      7,
      meter => meter.set(demandRegister, '1.0.1.4.0.255', 'period', 1800),
      '1 × 1800 s',
    ],
    [
      'the number of its periods',
      7,
      meter => meter.set(demandRegister, '1.0.1.4.0.255', 'numberOfPeriods', 3),
      '3 × 900 s',
    ],
  ]

  /** A meter whose passive calendar is whole, 5 minutes before a quarter hour. */
  function prepared() {
    const meter = programmedMeter(keys, at(monday, 12, 10))
    const name = new TextEncoder().encode('mine')
    meter.set(activityCalendar, calendarName, 'calendarNamePassive', name)
    const weekdays = { monday: 1, tuesday: 1, wednesday: 1, thursday: 1, friday: 1, saturday: 1, sunday: 1 }
    meter.set(activityCalendar, calendarName, 'seasonProfilePassive', [
      { name, start: { month: 1, dayOfMonth: 1 }, week: name },
    ])
    meter.set(activityCalendar, calendarName, 'weekProfileTablePassive', [{ name, ...weekdays }])
    meter.set(activityCalendar, calendarName, 'dayProfileTablePassive', [
      {
        dayId: 1,
        schedule: [
          {
            start: { hour: 0, minute: 0, second: 0 },
            scriptTable: obis(obisCodes.tariffScripts),
            selector: 1,
          },
        ],
      },
    ])
    return meter
  }

  test.each(legalChanges)(
    'uc K-34 %s is traced, and refused once there is no room for it',
    (_, kind, change, text) => {
      const meter = prepared()
      const { legalChanges } = meter.meter.store
      if (kind === 4 || kind === 5) meter.invoke(activityCalendar, calendarName, 'activatePassiveCalendar', 0)
      const before = legalChanges.list.length
      expect(change(meter)).toBe('success')
      expect(meter.getRaw(1, obisCodes.legalChangeKind, 2)).toEqual(data.unsigned(kind))
      expect(meter.getRaw(1, obisCodes.legalChangeText, 2)).toEqual(data.text(text))
      expect(legalChanges.list).toHaveLength(before + 1)
      const full = prepared()
      while (!full.meter.store.legalChanges.isFull)
        full.meter.store.legalChanges.add('clock', 'one more', full.now)
      const shown = JSON.stringify(full.getRaw(8, obisCodes.clock, 2))
      expect(change(full)).toBe('other-reason')
      expect(JSON.stringify(full.getRaw(8, obisCodes.clock, 2))).toBe(shown)
    },
  )

  test('uc K-34 a clock that is put right by seconds, and what bills nothing, leave no trace and need no room', () => {
    const meter = prepared()
    const { legalChanges } = meter.meter.store
    while (!legalChanges.isFull) legalChanges.add('clock', 'one more', meter.now)
    expect(meter.setClock(meter.now + 27)).toBe('success')
    expect(meter.invoke(scriptTable, obisCodes.tariffScripts, 'execute', 4).result).toBe('success')
    expect(legalChanges.list).toHaveLength(legalChangesKept)
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
