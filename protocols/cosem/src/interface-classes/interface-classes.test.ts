import { fromHex } from '@ferraris/bytes'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { data } from '../data/data.ts'
import { obis } from '../obis.ts'
import type { ScalerUnit } from '../scaler.ts'
import type { ValueTypeOf } from '../values/value-type.ts'
import * as classes from './classes.ts'
import { attributeById, interfaceClasses, interfaceClassOf, methodById } from './registry.ts'

describe('the table of classes', () => {
  test.each(interfaceClasses.map(known => [`${known.name} v${known.version}`, known] as const))(
    '%s numbers its attributes from 1 without gaps, its methods in order, each with a meaning',
    (_, { attributes, methods }) => {
      const numbers = Object.values(attributes).map(({ id }) => id)
      expect(numbers).toEqual(numbers.map((_, i) => i + 1))
      const methodNumbers = Object.values(methods).map(({ id }) => id)
      expect(methodNumbers).toEqual([...new Set(methodNumbers)].toSorted((a, b) => a - b))
      for (const members of [Object.values(attributes), Object.values(methods)]) {
        for (const { meaning } of members) expect(meaning).toMatch(/^[^A-Z.].{8,}[^.]$/)
      }
      expect(attributes.logicalName?.type.text).toBe('octet-string(6)')
    },
  )

  test('finds a class by version, and the newest without', () => {
    expect(interfaceClassOf(15, 1)?.attributes).not.toHaveProperty('userList')
    expect(interfaceClassOf(15)?.version).toBe(3)
    expect(interfaceClassOf(15, 9)).toBeUndefined()
    expect(interfaceClassOf(9999)).toBeUndefined()
  })

  test('holds every class that meters in the field carry, and those of their ports and lines', () => {
    const known = new Set(interfaceClasses.map(({ classId }) => classId))
    const expected = [
      ...[1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30],
      ...[40, 41, 42, 43, 44, 45, 46, 47, 48, 61, 62, 63, 64, 65, 66, 67, 68, 70, 71, 72, 74],
      ...[50, 51, 52, 53, 55, 56, 57, 58, 59, 80, 81, 82, 83, 84, 85, 86, 90, 91, 92],
      ...[111, 112, 113, 115, 122, 123, 124],
    ]
    expect(expected.filter(classId => !known.has(classId))).toEqual([])
  })

  test('lists each version once, in the order of number and version', () => {
    const order = interfaceClasses.map(({ classId, version }) => classId * 256 + version)
    expect(order).toEqual([...new Set(order)].sort((a, b) => a - b))
  })

  test('names attributes and methods by number', () => {
    expect(attributeById(classes.profileGeneric, 3)?.[0]).toBe('captureObjects')
    expect(methodById(classes.disconnectControl, 2)?.[0]).toBe('remoteReconnect')
    expect(attributeById(classes.register, 4)).toBeUndefined()
  })

  test('keeps the type of each attribute', () => {
    expectTypeOf<
      ValueTypeOf<typeof classes.register.attributes.scalerUnit.type>
    >().toEqualTypeOf<ScalerUnit>()
    expect(classes.register.attributes.scalerUnit.type.text).toBe('structure { scaler: integer, unit: enum }')
  })
})

test('a clock, a SAP list and certificates are read as typed values', () => {
  const time = { year: 2026, month: 11, dayOfMonth: 21, hour: 3, deviation: -60 }
  const clock = classes.clock.attributes
  expect(clock.time.type.decode(clock.time.type.encode(time))).toEqual(time)
  expect(clock.clockBase.type.decode(data.enumeration(4))).toBe('gps')

  const devices = [{ sap: 1, logicalDeviceName: fromHex('464552') }]
  const list = classes.sapAssignment.attributes.sapAssignmentList.type
  expect(list.decode(list.encode(devices))).toEqual(devices)

  const certificates = classes.securitySetup.attributes.certificates.type
  const certificate = {
    entity: 'server',
    type: 'key-agreement',
    serialNumber: fromHex('01'),
    issuer: fromHex('02'),
    subject: fromHex('03'),
    subjectAlternativeName: fromHex(''),
  } as const
  expect(certificates.decode(certificates.encode([certificate]))).toEqual([certificate])

  const users = classes.associationLn.attributes.userList.type
  expect(users.decode(users.encode([{ id: 1, name: 'field' }]))).toEqual([{ id: 1, name: 'field' }])
  expect(
    classes.profileGeneric.attributes.sortObject.type.encode({
      classId: 8,
      obis: obis('0.0.1.0.0.255'),
      attribute: 2,
      dataIndex: 0,
    }),
  ).toEqual(
    data.structure(
      data.longUnsigned(8),
      data.octets(fromHex('0000010000ff')),
      data.integer(2),
      data.longUnsigned(0),
    ),
  )
})

test('dates and times of the day keep their wildcards, written as octets or in their own type', () => {
  const specialDate = classes.specialDaysTable.attributes.entries.type
  const christmas = [{ index: 1, date: { month: 12, dayOfMonth: 25 }, dayId: 3 }]
  expect(specialDate.decode(specialDate.encode(christmas))).toEqual(christmas)

  const schedule = classes.singleActionSchedule.attributes.executionTime.type
  const midnights = [{ time: { hour: 0, minute: 0, second: 0 }, date: {} }]
  expect(schedule.decode(schedule.encode(midnights))).toEqual(midnights)
  expect(
    schedule.decode(
      data.array(
        data.structure(
          { type: 'time', value: fromHex('000000ff') },
          { type: 'date', value: fromHex('ffffffffff') },
        ),
      ),
    ),
  ).toEqual(midnights)
})
