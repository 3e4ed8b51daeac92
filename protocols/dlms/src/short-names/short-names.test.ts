import { data, obis } from '@ferraris/cosem'
import { describe, expect, test } from 'vitest'
import { DlmsError } from '../dlms-error.ts'
import { assignShortNames } from './assign.ts'
import { objectListName, ShortNames } from './short-names.ts'

const register = { classId: 3, version: 0, obis: obis('1.0.1.8.0.255'), attributes: 3, methods: 1 }
const clock = { classId: 8, version: 0, obis: obis('0.0.1.0.0.255'), attributes: 9, methods: 6 }
const deviceName = { classId: 1, version: 0, obis: obis('0.0.42.0.0.255'), attributes: 2, methods: 0 }
const association = { classId: 15, version: 1, obis: obis('0.0.40.0.0.255'), attributes: 9, methods: 1 }
const table = [deviceName, clock, register, association]
const names = new ShortNames(assignShortNames(table))

describe('short names', () => {
  test('are given in the order of the table, reserved ones to the objects they are reserved for', () => {
    expect(names.objects.map(({ baseName, classId }) => [(baseName & 0xffff).toString(16), classId])).toEqual(
      [
        ['100', 8],
        ['190', 3],
        ['fa00', 12],
        ['fd00', 1],
      ],
    )
    expect(objectListName).toBe(-1528)
  })

  test('are told from one another: attributes in steps of 8, methods where their class has them', () => {
    expect(names.attribute(8, clock.obis, 2)).toBe(0x108)
    expect(names.method(8, clock.obis, 6)).toBe(0x188)
    expect(names.resolve(0x188)).toEqual({ classId: 8, obis: clock.obis, method: 6 })
    expect(names.resolve(0x198)).toEqual({ classId: 3, obis: register.obis, attribute: 2 })
    expect(names.resolve(-1528)).toEqual({ classId: 12, obis: association.obis, attribute: 2 })
  })

  test('resolve to what they were made from, for every attribute and method', () => {
    for (const { classId, obis: name, attributes, methods } of [deviceName, clock, register]) {
      for (let attribute = 1; attribute <= attributes; attribute++)
        expect(names.resolve(names.attribute(classId, name, attribute)!)).toEqual({
          classId,
          obis: name,
          attribute,
        })
      for (let method = 1; method <= methods; method++)
        expect(names.resolve(names.method(classId, name, method)!)).toEqual({ classId, obis: name, method })
    }
  })

  test('that belong to nothing resolve to nothing', () => {
    for (const name of [0, 0x99, 0x103, 0x7000]) expect(names.resolve(name)).toBeUndefined()
    expect(names.attribute(3, obis('1.0.2.8.0.255'), 2)).toBeUndefined()
    expect(names.method(1, deviceName.obis, 1)).toBeUndefined()
  })

  test('do not suffice for any number of objects', () => {
    const many = Array.from({ length: 4_000 }, () => register)
    expect(() => assignShortNames(many)).toThrow(RangeError)
  })
})

describe('the object list', () => {
  test('is read as it was written', () => {
    expect(ShortNames.decode(names.encode()).objects).toEqual(names.objects)
    expect(ShortNames.decode(names.encode(({ classId }) => classId === 3)).objects).toHaveLength(1)
  })

  test('that is none is refused', () => {
    for (const list of [
      data.unsigned(1),
      data.array(data.unsigned(1)),
      data.array(data.structure(data.long(1))),
    ])
      expect(() => ShortNames.decode(list)).toThrow(DlmsError)
  })
})
