import { concat, fromHex } from '@ferraris/bytes'
import { type Data, data, encodeData } from '@ferraris/cosem'
import { fuzzDecoder } from '@ferraris/testing'
import { expect, test } from 'vitest'
import { readingsOf } from '../readings.ts'
import { readDescribedPush, readPush } from './read-push.ts'

function name(obis: string): Data {
  return data.octets(Uint8Array.from(obis.split('.').map(Number)))
}
function ascii(text: string): Data {
  return data.octets(new TextEncoder().encode(text))
}
const time = fromHex('07ea0b1506080f00ff800000')
const moment = '2026-11-21 08:15:00'
const bare = { time: undefined, systemTitle: undefined }
function values(body: Data, envelope: Parameters<typeof readPush>[1] = bare) {
  const contents = readPush(body, envelope)
  return (
    contents && {
      ...contents,
      readings: contents.readings.map(({ obis, value, unit }) => [obis, value, unit]),
    }
  )
}

test('a list that names values, scalers and units needs no layout, flat or in structures', () => {
  const unit = data.structure(data.integer(-1), data.enumeration(35))
  const readings = [
    ['0.0.96.1.0.255', '73599', null],
    ['1.0.32.7.0.255', 230.1, 'V'],
  ]
  const elements = [name('0.0.96.1.0.255'), ascii('73599\0\0')]
  const voltage = [name('1.0.32.7.0.255'), data.longUnsigned(2301), unit]
  const nested = data.array(data.structure(...elements), data.structure(...voltage))
  expect(values(nested)).toEqual({ layout: 'self-describing', meter: '73599', readings })
  expect(values(data.structure(...elements, ...voltage))?.readings).toEqual(readings)
})

test('the lists of Kaifa are recognised by their elements', () => {
  const number = data.doubleLongUnsigned
  expect(values(data.structure(number(3059)))).toMatchObject({
    layout: 'Kaifa, list 1',
    readings: [['1.0.1.7.0.255', 3059, 'W']],
  })
  const head = [ascii('KFM_001'), ascii('6970631401753985'), ascii('MA105H2E')]
  const list = data.structure(...head, ...[948, 0, 0, 64, 1416, 2385].map(number))
  expect(values(list, { ...bare, time })).toMatchObject({
    layout: 'Kaifa, list 2, one phase',
    meter: '6970631401753985',
    readings: expect.arrayContaining([
      ['1.0.31.7.0.255', 1.416, 'A'],
      ['1.0.32.7.0.255', 238.5, 'V'],
    ]),
  })
  expect(readPush(list, { ...bare, time })?.readings[0]?.time).toMatch(moment)
  expect(readPush(list, bare)?.readings[0]?.time).toBeNull()
})

test('the lists of Kamstrup get their scalers, and leave out phases that are not there', () => {
  const none = data.nothing
  const list = data.structure(
    data.text('Kamstrup_V0001'),
    ...[name('1.1.0.0.5.255'), data.text('5706567000000000')],
    ...[name('1.1.31.7.0.255'), data.doubleLongUnsigned(896), none(), none()],
    ...[name('0.1.1.0.0.255'), data.octets(time)],
    ...[name('1.1.1.8.0.255'), data.doubleLongUnsigned(7745250)],
  )
  expect(values(list)).toMatchObject({
    layout: 'Kamstrup',
    meter: '5706567000000000',
    readings: [
      ['1.1.0.0.5.255', '5706567000000000', null],
      ['1.1.31.7.0.255', 8.96, 'A'],
      ['0.1.1.0.0.255', expect.stringContaining(moment), null],
      ['1.1.1.8.0.255', 77452500, 'Wh'],
    ],
  })
  expect(readPush(list, bare)?.readings[0]?.time).toMatch(moment)
})

test('values that follow a list of their objects take its names; a maker may scale in its own way', () => {
  const object = (classId: number, obis: string) =>
    data.structure(data.longUnsigned(classId), name(obis), data.integer(2), data.longUnsigned(0))
  const objects = data.array(
    object(40, '0.8.25.9.0.255'),
    object(3, '1.0.1.8.0.255'),
    object(3, '1.0.31.7.0.255'),
    object(1, '0.0.96.1.0.255'),
  )
  const list = data.structure(objects, data.doubleLongUnsigned(815), data.longUnsigned(47), ascii('4711'))
  const readings = (current: number) => [
    ['1.0.1.8.0.255', 815, 'Wh'],
    ['1.0.31.7.0.255', current, 'A'],
    ['0.0.96.1.0.255', '4711', null],
  ]
  expect(values(list)).toEqual({ layout: 'without units', meter: '4711', readings: readings(47) })
  const systemTitle = fromHex('4c475a0000000001')
  expect(values(list, { ...bare, systemTitle })).toEqual({
    layout: 'Landis+Gyr, without units',
    meter: '4711',
    readings: readings(0.47),
  })
})

test('scaler and unit that are pushed as an attribute of their own belong to the value of that object', () => {
  const object = (classId: number, obis: string, attribute: number) =>
    data.structure(data.longUnsigned(classId), name(obis), data.integer(attribute), data.longUnsigned(0))
  const scale = data.structure(data.integer(-3), data.enumeration(13))
  const attributes = [
    object(3, '0.1.24.2.1.255', 3),
    object(3, '0.1.24.2.1.255', 2),
    ...[2, 4, 6, 9].map(attribute => object(5, '1.0.1.4.0.255', attribute)),
  ]
  const elements = [
    scale,
    data.doubleLongUnsigned(12345),
    data.doubleLongUnsigned(870),
    data.structure(data.integer(0), data.enumeration(27)),
    data.octets(time),
    data.longUnsigned(1),
  ]
  const readings = [
    ['0.1.24.2.1.255', 12.345, 'm³'],
    ['1.0.1.4.0.255', 870, 'W'],
  ]
  const bodies = [
    data.structure(data.array(...attributes), ...elements),
    data.structure(data.array(object(40, '0.0.25.9.0.255', 2), ...attributes), ...elements),
  ]
  for (const body of bodies) {
    expect(values(body)?.readings).toEqual(readings)
    expect(readingsOf(body, null).map(({ obis, value, unit }) => [obis, value, unit])).toEqual(readings)
  }
})

test('the name of a push setup in front of a serial number is no name of a value', () => {
  const pair = data.structure(name('0.2.25.9.0.255'), ascii('1KFM0200000011'))
  for (const body of [pair, data.array(pair, pair)]) {
    expect(readPush(body, bare)).toBeUndefined()
    expect(readingsOf(body, null)).toEqual([])
  }
})

test('values that are named and nothing more get the units that their names have', () => {
  const list = data.structure(
    ...[
      name('0.0.96.5.135.255'),
      data.octets(fromHex('00006362')),
      name('1.0.1.8.0.255'),
      data.doubleLongUnsigned(4408736),
    ],
    ...[name('1.0.31.7.0.255'), data.longUnsigned(151)],
  )
  const readings = (current: number) => [
    ['0.0.96.5.135.255', '00006362', null],
    ['1.0.1.8.0.255', 4408736, 'Wh'],
    ['1.0.31.7.0.255', current, 'A'],
  ]
  expect(values(list)).toMatchObject({ layout: 'without units', readings: readings(151) })
  const systemTitle = fromHex('4c475a7370b17700')
  expect(values(list, { ...bare, systemTitle })).toMatchObject({ readings: readings(1.51) })
})

test('values behind descriptors of their attributes are read, though they are no Data', () => {
  const described = (classId: string, obis: string, attribute: string, value: Data) =>
    concat(fromHex(`0202${classId}${obis}${attribute}`), encodeData(value))
  const apdu = concat(
    fromHex('0f0000000100020216000103'),
    described('0001', '0000600100ff', '02', ascii('0123456789')),
    described('0003', '0100010800ff', '02', data.doubleLongUnsigned(4913794)),
    described('0046', '000060030aff', '03', data.enumeration(1)),
  )
  expect(readDescribedPush(apdu)).toMatchObject({
    layout: 'described attributes (EG.D)',
    meter: '0123456789',
    readings: [
      { obis: '0.0.96.1.0.255', value: '0123456789', unit: null },
      { obis: '1.0.1.8.0.255', value: 4913794, unit: 'Wh' },
      { obis: '0.0.96.3.10.255', value: 1, unit: null },
    ],
  })
  const { accepted, refused } = fuzzDecoder(octets => void readDescribedPush(octets), [apdu])
  expect([accepted > 0, refused]).toEqual([true, 0])
  expect(readDescribedPush(apdu.subarray(0, 40))).toBeUndefined()
})

test('an unknown list is undefined', () => {
  expect(readPush(data.structure(data.unsigned(1)), bare)).toBeUndefined()
  expect(readPush(data.octets(new Uint8Array(30)), bare)).toBeUndefined()
  expect(readPush(data.array(), bare)).toBeUndefined()
})
