import { type Data, type DataType, data, decodeDateTime } from '@ferraris/cosem'
import { describe, expect, test } from 'vitest'
import { scalarValue, typedValue } from './typed-value.ts'

describe('text as a value of a type', () => {
  test.each<[string, DataType, Data['value']]>([
    ['-128', 'integer', -128],
    ['65535', 'long-unsigned', 65535],
    ['18446744073709551615', 'long64-unsigned', 2n ** 64n - 1n],
    ['on', 'boolean', true],
    ['false', 'boolean', false],
    ['0110', 'bit-string', '0110'],
    ['1.5', 'float32', 1.5],
    ['Zähler', 'utf8-string', 'Zähler'],
    ['0a ff', 'octet-string', Uint8Array.of(10, 255)],
    ['text:FER', 'octet-string', Uint8Array.of(70, 69, 82)],
    ['obis:1-0:1.8.0', 'octet-string', Uint8Array.of(1, 0, 1, 8, 0, 255)],
  ])('%j is %s', (text, type, value) => {
    expect(scalarValue(text, type)).toEqual({ type, value })
  })

  test('a moment is local time without a deviation, whatever the zone of the meter is', () => {
    const { value } = scalarValue('time:2026-11-21T12:30', 'octet-string')
    expect(decodeDateTime(value as Uint8Array)).toEqual({
      year: 2026,
      month: 11,
      dayOfMonth: 21,
      dayOfWeek: 6,
      hour: 12,
      minute: 30,
      second: 0,
      hundredths: 0,
    })
  })

  test.each<[string, DataType, string]>([
    ['256', 'unsigned', '0 to 255'],
    ['-1', 'enum', '0 to 255'],
    ['1.5', 'long', 'whole number'],
    ['', 'double-long', 'whole number'],
    ['', 'float64', 'a number'],
    ['yes', 'boolean', 'true or false'],
    ['012', 'bit-string', 'zeros and ones'],
    ['xyz', 'octet-string', 'hex digits'],
    ['time:25:00', 'octet-string', '2026-11-21T12:30'],
    ['[]', 'compact-array', 'another type'],
  ])('%j is no %s', (text, type, advice) => {
    expect(() => scalarValue(text, type)).toThrow(advice)
  })

  test('lists are JSON, their elements typed like those that stand there', () => {
    const like = data.structure(data.integer(0), data.enumeration(30))
    expect(typedValue('[-3, 27]', like)).toEqual(data.structure(data.integer(-3), data.enumeration(27)))
    expect(typedValue('[1, 2, 3]', data.array(data.longUnsigned(9)))).toEqual(
      data.array(data.longUnsigned(1), data.longUnsigned(2), data.longUnsigned(3)),
    )
    expect(typedValue('[[0, 30]]', data.array(like))).toEqual(data.array(like))
    expect(() => typedValue('[1]', like)).toThrow('2 members')
    expect(() => typedValue('[1]', data.array())).toThrow('empty now')
    expect(() => typedValue('1,2', like)).toThrow('JSON')
  })
})
