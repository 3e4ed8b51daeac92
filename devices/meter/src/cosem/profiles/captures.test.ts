import { Reader } from '@ferraris/bytes'
import { decode } from '@ferraris/codec'
import {
  type Data,
  data,
  dateTimeAt,
  encodeData,
  encodeDateTime,
  obis,
  readUntagged,
  typeDescription,
} from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { describe, expect, test } from 'vitest'
import { at, calendar, monday, programmedMeter, steady } from '../../programmed-meter.fixture.ts'

const { profileGeneric, compactData, registerTable, parameterMonitor, statusMapping, demandRegister } =
  classes
const [PROFILE, COMPACT, TABLE, MONITOR] = [
  '1.0.99.128.0.255',
  '0.0.66.0.1.255',
  '1.0.1.8.128.255',
  '0.0.16.2.0.255',
] as const
function captured(classId: number, name: string, attribute = 2) {
  return {
    classId,
    obis: obis(name),
    attribute,
    dataIndex: 0,
  }
}
const clock = captured(8, '0.0.1.0.0.255')
const aPlus = captured(3, '1.0.1.8.0.255')

type Meter = ReturnType<typeof programmedMeter>
function rowsOf(meter: Meter) {
  const buffer = meter.get(profileGeneric, PROFILE, 'buffer')
  return (buffer.value as Data[]).map(row => row.value as Data[])
}
function stamp(instant: number) {
  return data.octets(encodeDateTime(dateTimeAt(instant, calendar.zone)))
}

describe('the free profile', () => {
  test('captures the columns and the period that the client set, from then on', () => {
    const meter = programmedMeter()
    meter.set(profileGeneric, PROFILE, 'captureObjects', [clock, captured(3, '1.0.31.7.0.255'), aPlus])
    meter.set(profileGeneric, PROFILE, 'capturePeriod', 300)
    meter.goTo(at(monday, 13, 2))
    const { store } = meter.meter
    const moments = Array.from({ length: 12 }, (_, row) => at(monday, 12) + (row + 1) * 300)
    expect(rowsOf(meter)).toEqual(
      moments.map(instant => [
        stamp(instant),
        data.doubleLongUnsigned(store.sample(instant).phases[0]!.current),
        data.doubleLongUnsigned(store.registers(instant)[0]!),
      ]),
    )
    expect(meter.get(profileGeneric, PROFILE, 'entriesInUse')).toBe(12)
  })

  test('takes rows by order, and is empty after a reset', () => {
    const meter = programmedMeter()
    meter.invoke(profileGeneric, PROFILE, 'capture', 0)
    meter.goTo(at(monday, 12, 7))
    meter.invoke(profileGeneric, PROFILE, 'capture', 0)
    expect(rowsOf(meter).map(([time]) => time)).toEqual([stamp(at(monday, 12)), stamp(at(monday, 12, 7))])
    meter.invoke(profileGeneric, PROFILE, 'reset', 0)
    expect(rowsOf(meter)).toEqual([])
  })

  test('keeps its last thousand rows', () => {
    const meter = programmedMeter()
    meter.set(profileGeneric, PROFILE, 'capturePeriod', 60)
    meter.goTo(at(monday + 30))
    const rows = rowsOf(meter)
    expect(rows).toHaveLength(1000)
    expect(rows.at(-1)![0]).toEqual(stamp(at(monday + 30)))
  })

  test('refuses columns without a known past, and periods that do not fit a day', () => {
    const meter = programmedMeter()
    const refused = [captured(70, '0.0.96.3.10.255'), captured(7, PROFILE), captured(3, '9.9.9.9.9.9')]
    for (const column of refused)
      expect(meter.set(profileGeneric, PROFILE, 'captureObjects', [column])).toBe('other-reason')
    for (const period of [1, 61, 7000])
      expect(meter.set(profileGeneric, PROFILE, 'capturePeriod', period)).toBe('other-reason')
  })
})

describe('compact data', () => {
  const unpack = (meter: Meter) => {
    const of = decode(typeDescription, meter.get(compactData, COMPACT, 'templateDescription'))
    const reader = new Reader(meter.get(compactData, COMPACT, 'compactBuffer'))
    return { template: reader.u8(), values: readUntagged(reader, of), rest: reader.remaining }
  }
  const list = [clock, aPlus].map(item => ({
    ...item,
    restriction: { type: 'none' as const, value: data.nothing() },
  }))

  test('give their values without types, and the types apart', () => {
    const meter = programmedMeter()
    meter.set(compactData, COMPACT, 'captureObjects', list)
    meter.set(compactData, COMPACT, 'templateId', 9)
    expect(unpack(meter)).toEqual({
      template: 9,
      values: data.structure(
        stamp(meter.now),
        data.doubleLongUnsigned(meter.meter.store.registers(meter.now)[0]!),
      ),
      rest: 0,
    })
  })

  test('keep what was captured on invocation', () => {
    const meter = programmedMeter()
    meter.set(compactData, COMPACT, 'captureMethod', 'on-invocation')
    expect(meter.get(compactData, COMPACT, 'compactBuffer')).toHaveLength(0)
    expect(meter.invoke(compactData, COMPACT, 'capture', 0).result).toBe('success')
    const before = unpack(meter)
    meter.goTo(at(monday, 15))
    expect(unpack(meter)).toEqual(before)
    meter.invoke(compactData, COMPACT, 'reset', 0)
    expect(meter.get(compactData, COMPACT, 'compactBuffer')).toHaveLength(0)
  })

  test('do not capture one another', () => {
    const meter = programmedMeter()
    const itself = { ...list[0]!, classId: 62, obis: obis(COMPACT) }
    expect(meter.set(compactData, COMPACT, 'captureObjects', [itself])).toBe('other-reason')
  })
})

test('a register table holds the tariff registers of the moment of its capture', () => {
  const meter = programmedMeter()
  expect(meter.get(registerTable, TABLE, 'tableCellValues')).toEqual([])
  meter.invoke(registerTable, TABLE, 'capture', 0)
  const cells = Array.from(meter.meter.store.registers(meter.now).slice(4, 8), data.doubleLongUnsigned)
  meter.goTo(at(monday + 3))
  expect(meter.get(registerTable, TABLE, 'tableCellValues')).toEqual(cells)
})

test('a parameter monitor gives the last change of what it watches, and a digest of all', () => {
  const meter = programmedMeter()
  const reference = { classId: 71, obis: obis('0.0.17.0.0.255'), attribute: 4 }
  meter.invoke(parameterMonitor, MONITOR, 'addParameter', reference)
  const before = meter.get(parameterMonitor, MONITOR, 'parameterValueDigest')
  meter.set(classes.limiter, '0.0.17.0.0.255', 'minOverThresholdDuration', 5)
  expect(meter.get(parameterMonitor, MONITOR, 'parameterValueDigest')).toEqual(before)
  meter.goTo(at(monday, 13))
  meter.set(classes.limiter, '0.0.17.0.0.255', 'thresholdNormal', data.doubleLongUnsigned(3300))
  expect(meter.get(parameterMonitor, MONITOR, 'changedParameter')).toEqual({
    ...reference,
    value: data.doubleLongUnsigned(3300),
  })
  expect(meter.get(parameterMonitor, MONITOR, 'captureTime')).toMatchObject({ hour: 13, minute: 0 })
  const after = meter.get(parameterMonitor, MONITOR, 'parameterValueDigest')
  expect([before.length, after.length]).toEqual([32, 32])
  expect(encodeData(data.octets(after))).not.toEqual(encodeData(data.octets(before)))
})

test('a status mapping shows the status of the profiles as bits', () => {
  const meter = programmedMeter()
  meter.setClock(at(monday, 14))
  const { value } = meter.get(classes.data, '0.0.96.10.1.255', 'value')
  expect(meter.get(statusMapping, '0.0.96.5.0.255', 'statusWord')).toEqual(
    data.bits((value as number).toString(2).padStart(8, '0')),
  )
})

test('the demand register averages over the periods that were set', () => {
  const meter = programmedMeter({ load: steady(1200) }, at(monday, 12, 20))
  expect(meter.set(demandRegister, '1.0.1.4.0.255', 'period', 1800)).toBe('success')
  meter.set(demandRegister, '1.0.1.4.0.255', 'numberOfPeriods', 2)
  expect(meter.get(demandRegister, '1.0.1.4.0.255', 'lastAverageValue').value).toBe(1200)
  expect(meter.get(demandRegister, '1.0.1.4.0.255', 'startTimeCurrent')).toMatchObject({
    hour: 12,
    minute: 0,
  })
  expect(meter.get(demandRegister, '1.0.1.4.0.255', 'currentAverageValue').value).toBeGreaterThan(700)
  expect(meter.set(demandRegister, '1.0.1.4.0.255', 'period', 7)).toBe('other-reason')
})
