import { fromHex } from '@ferraris/bytes'
import { describe, expect, expectTypeOf, test } from 'vitest'
import {
  attributeById,
  classes,
  data,
  interfaceClasses,
  interfaceClassOf,
  methodById,
  obis,
  type ScalerUnit,
  type ValueTypeOf,
} from '../index.ts'

describe('the table of classes', () => {
  test.each(interfaceClasses.map(known => [`${known.name} v${known.version}`, known] as const))(
    '%s numbers its attributes and methods from 1 without gaps, each with a meaning',
    (_, { attributes, methods }) => {
      for (const members of [Object.values(attributes), Object.values(methods)]) {
        expect(members.map(({ id }) => id)).toEqual(members.map((_, i) => i + 1))
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
    expect(new Set(interfaceClasses.map(c => c.classId))).toEqual(new Set([1, 3, 4, 5, 7, 8, 15, 17, 64, 70]))
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
