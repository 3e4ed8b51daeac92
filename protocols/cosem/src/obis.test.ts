import { fromHex } from '@ferraris/bytes'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ObisError, obis, obisFromOctets, obisToOctets } from './obis.ts'

test('an OBIS code is read in any usual writing', () => {
  for (const text of [
    '1.0.1.8.0.255',
    '1-0:1.8.0*255',
    '1-0:1.8.0',
    '1.0.1.8.0',
    ' 1-0:1.8.0&255 ',
    '01.0.1.08.0.255',
  ]) {
    expect(obis(text)).toBe('1.0.1.8.0.255')
  }
})

test('what is none is refused with an example', () => {
  for (const text of ['', '1.8.0', '1.0.1.8.0.256', '1.0.1.8.0.', '1.0.x.8.0.255', '1.0.1.8.0.255.1']) {
    expect(() => obis(text)).toThrow(ObisError)
  }
  expect(() => obis('1.8.0')).toThrow(
    '"1.8.0" is no OBIS code; write six numbers 0..255, for example 1.0.1.8.0.255',
  )
})

test('octets and text are two forms of the same', () => {
  expect(obisToOctets(obis('1.0.1.8.0.255'))).toEqual(fromHex('0100010800ff'))
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 6, maxLength: 6 }), octets => {
      expect(obisToOctets(obis(obisFromOctets(octets)))).toEqual(octets)
    }),
  )
})
