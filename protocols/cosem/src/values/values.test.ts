import { DecodeError, fromHex, toHex } from '@ferraris/bytes'
import { fuzzDecoder } from '@ferraris/testing'
import { describe, expect, test } from 'vitest'
import { type Data, data } from '../data/data.ts'
import { decodeData, encodeData } from '../data/data-codec.ts'
import { obis } from '../obis.ts'
import { access, accessRights, accessText } from './access-rights.ts'
import { captureObject } from './capture-object.ts'
import { decodeObjectList, objectListElements } from './object-list.ts'
import { applicationContextName, authenticationMechanismName } from './registered-name.ts'
import { entryDescriptor, rangeDescriptor } from './selective-access.ts'
import { ValueError } from './value-error.ts'
import * as values from './values.ts'

const clockColumn = { classId: 8, obis: obis('0.0.1.0.0.255'), attribute: 2, dataIndex: 0 }

describe('a structured value', () => {
  test('travels as the standard writes it', () => {
    expect(toHex(encodeData(captureObject.encode(clockColumn)))).toBe('020412000809060000010000ff0f02120000')
    expect(captureObject.decode(decodeData(fromHex('020412000809060000010000ff0f02120000')))).toEqual(
      clockColumn,
    )
  })

  test('names the member that does not fit', () => {
    const columns = values.arrayOf(captureObject)
    const broken = data.array(
      captureObject.encode(clockColumn),
      data.structure(
        data.longUnsigned(8),
        data.octets(fromHex('0102')),
        data.integer(2),
        data.longUnsigned(0),
      ),
    )
    expect(() => columns.decode(broken, 'captureObjects')).toThrow(
      new ValueError('captureObjects[1].obis', '6 octets expected, 2 found'),
    )
    expect(() => captureObject.decode(data.array())).toThrow('structure expected, array found')
    expect(() => captureObject.decode(data.structure())).toThrow('structure of 4 expected, of 0 found')
    expect(() => captureObject.encode({ ...clockColumn, attribute: 200 })).toThrow(
      'attribute: 200 does not fit in integer (-128 to 127)',
    )
  })

  test('is read with the integer types that careless meters use', () => {
    const careless = data.structure(
      data.unsigned(8),
      data.octets(fromHex('0000010000ff')),
      data.unsigned(2),
      data.doubleLongUnsigned(0),
    )
    expect(captureObject.decode(careless)).toEqual(clockColumn)
  })

  test('selects rows by range and by entry', () => {
    const range = {
      restrictingObject: clockColumn,
      from: data.octets(new Uint8Array(12)),
      to: data.octets(new Uint8Array(12)),
      selectedValues: [clockColumn],
    }
    expect(rangeDescriptor.decode(rangeDescriptor.encode(range))).toEqual(range)
    const entry = { fromEntry: 1, toEntry: 0, fromSelectedValue: 1, toSelectedValue: 0 }
    expect(entryDescriptor.decode(entryDescriptor.encode(entry))).toEqual(entry)
  })

  test('keeps a number that has no name', () => {
    const base = values.enumeration({ crystal: 1 })
    expect([base.decode(data.enumeration(1)), base.decode(data.enumeration(9))]).toEqual(['crystal', 9])
    expect([base.encode('crystal'), base.encode(9)]).toEqual([data.enumeration(1), data.enumeration(9)])
  })

  test('a date-time that was never captured has nothing specified', () => {
    expect(values.dateTime.decode(data.nothing())).toEqual({})
    expect(() => values.dateTime.decode(data.octets(fromHex('00')), 'captureTime')).toThrow(
      'captureTime: 12 octets expected, 1 found',
    )
  })
})

describe('access rights', () => {
  const rights = {
    attributes: [
      { attribute: 1, mode: access.read, selectors: undefined },
      { attribute: 2, mode: access.read | access.write, selectors: [1, 2] },
    ],
    methods: [{ method: 1, mode: access.invoke }],
  }

  test('of each version are the same bits in another writing', () => {
    const hex = accessRights.map(version => toHex(encodeData(version.encode(rights))))
    const attributes = '0102 02030f01160100 02030f02160301020f010f02'
    const methods = { boolean: '0101 02020f010301', enum: '0101 02020f011601' }
    const expected = [methods.boolean, methods.enum, methods.enum, methods.enum]
    expect(hex).toEqual(expected.map(last => toHex(fromHex(`0202 ${attributes} ${last}`))))
  })

  test('that ask for authentication need version 1, protected responses version 3', () => {
    const authenticated = (mode: number) => ({
      attributes: [{ attribute: 2, mode, selectors: undefined }],
      methods: [],
    })
    const reading = authenticated(access.read | access.authenticatedRequest)
    expect(accessRights[1].decode(accessRights[1].encode(reading))).toEqual(reading)
    expect(() => accessRights[0].encode(reading)).toThrow(
      'attributes[0].mode: access read, authenticated request',
    )
    const signed = authenticated(access.read | access.signedResponse)
    expect(() => accessRights[2].encode(signed)).toThrow('has no mode in this version')
    expect(accessRights[3].decode(accessRights[3].encode(signed))).toEqual(signed)
  })

  test('are put in words', () => {
    expect(accessText(access.none)).toBe('none')
    expect(accessText(access.read | access.write | access.encryptedRequest)).toBe(
      'read and write, encrypted request',
    )
    expect(accessText(access.invoke, 'method')).toBe('invoke')
  })
})

test("an unknown meter's object list is read in the form of its own association's version", () => {
  for (const version of [0, 1, 2, 3] as const) {
    const elements = [
      {
        classId: 3,
        version: 0,
        obis: obis('1.0.1.8.0.255'),
        access: { attributes: [{ attribute: 2, mode: access.read, selectors: undefined }], methods: [] },
      },
      { classId: 15, version, obis: obis('0.0.40.0.0.255'), access: { attributes: [], methods: [] } },
    ]
    const list = values.arrayOf(objectListElements[version]).encode(elements)
    expect(decodeObjectList(list)).toEqual(elements)
  }
})

test('odd access rights are read for what they can only mean, and one object never hides the others', () => {
  const element = (version: number, access: Data) =>
    data.structure(
      data.longUnsigned(15),
      data.unsigned(version),
      data.octets(fromHex('0000280000ff')),
      access,
    )
  const rights = (mode: number, method: Data, selectors: Data = data.nothing()) =>
    data.structure(
      data.array(data.structure(data.integer(2), data.enumeration(mode), selectors)),
      data.array(data.structure(data.integer(1), method)),
    )
  const selectors = data.octets(fromHex('0102'))
  for (const version of [0, 1, 2, 3]) {
    const list = data.array(
      element(version, rights(1, data.enumeration(1), selectors)),
      element(version, rights(5, { type: 'boolean', value: true })),
      element(version, rights(7, { type: 'boolean', value: false })),
      element(version, data.unsigned(9)),
    )
    const [first, five, seven, none] = decodeObjectList(list).map(({ access }) => access)
    expect(first).toEqual({
      attributes: [{ attribute: 2, mode: access.read, selectors: [1, 2] }],
      methods: [{ method: 1, mode: access.invoke }],
    })
    const [reading, writing] = [
      access.read | access.authenticatedRequest,
      access.write | access.authenticatedRequest,
    ]
    expect(five?.attributes[0]?.mode).toBe(version === 3 ? reading : writing)
    expect(five?.methods[0]?.mode).toBe(access.invoke)
    expect(seven?.attributes[0]?.mode).toBe(reading | writing)
    expect(seven?.methods[0]?.mode).toBe(access.none)
    expect(none).toEqual({ attributes: [], methods: [] })
  }
})

test('a broken object list is refused as data or as a value, and in no other way', () => {
  const lists = ([0, 1, 2, 3] as const).map(version =>
    encodeData(
      values.arrayOf(objectListElements[version]).encode([
        { classId: 15, version, obis: obis('0.0.40.0.0.255'), access: { attributes: [], methods: [] } },
        {
          classId: 3,
          version: 0,
          obis: obis('1.0.1.8.0.255'),
          access: { attributes: [{ attribute: 2, mode: access.read, selectors: undefined }], methods: [] },
        },
      ]),
    ),
  )
  const allowed = (error: unknown) => error instanceof DecodeError || error instanceof ValueError
  const { accepted, refused } = fuzzDecoder(octets => decodeObjectList(decodeData(octets)), lists, {
    allowed,
  })
  expect(Math.min(accepted, refused)).toBeGreaterThan(1_000)
})

describe('registered names', () => {
  test('are read as structure and as octet-string, with and without BER tag', () => {
    const structure = decodeData(fromHex('0207110211101202f411051108110111 03'))
    expect(applicationContextName.decode(structure)).toBe('logical-name-ciphered')
    for (const hex of ['60857405080205', '060760857405080205']) {
      expect(authenticationMechanismName.decode(data.octets(fromHex(hex)))).toBe('high-gmac')
    }
    expect(authenticationMechanismName.decode(data.octets(fromHex('2a0304')))).toBe('1.2.3.4')
    expect(applicationContextName.encode('logical-name-ciphered')).toEqual(structure)
  })
})
