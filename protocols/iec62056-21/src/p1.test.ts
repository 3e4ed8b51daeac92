import { fuzzDecoder } from '@ferraris/testing'
import { expect, test } from 'vitest'
import { looksLikeP1, readP1 } from './p1.ts'

function octets(text: string): Uint8Array {
  return Uint8Array.from(text, character => character.charCodeAt(0))
}
const lines = [
  '/ISK5\\2M550T-1012',
  '',
  '1-0:1.8.1(000051.775*kWh)',
  '0-1:24.3.0(121030140000)(00)(60)(1)(0-1:24.2.1)(m3)',
  '(00000.000)',
]

test('a telegram is read set by set, with a value on a line of its own, and without a check sum', () => {
  const telegram = octets([...lines, '!', ''].join('\r\n'))
  expect(looksLikeP1(telegram)).toBe(true)
  const { identification, sets, crcValid, faults } = readP1(telegram)
  expect([identification, crcValid, faults]).toEqual(['ISK5\\2M550T-1012', undefined, []])
  expect(sets).toMatchObject([
    { obis: '1.0.1.8.1.255', values: [{ value: '000051.775', unit: 'kWh' }] },
    { obis: '0.1.24.3.0.255', values: expect.arrayContaining([{ value: '00000.000' }]) },
  ])
})

test('a wrong check sum, a missing end and a line that is none are faults, and the rest is read', () => {
  const wrong = readP1(octets([...lines, '!0000', ''].join('\r\n')))
  expect([wrong.crcValid, wrong.faults.map(({ code }) => code)]).toEqual([false, ['checksum']])
  const cut = readP1(octets(lines.join('\r\n')))
  expect(cut.faults.map(({ code }) => code)).toEqual(['truncated'])
  const odd = readP1(octets(['/XMX5LGBBFG', '', 'nothing', '1-0:1.8.1(1*kWh)', '!', ''].join('\r\n')))
  expect([odd.sets.length, odd.faults.length]).toEqual([1, 1])
})

test('whatever octets come are read or not, without an error', () => {
  const { accepted, refused } = fuzzDecoder(
    input => void readP1(input),
    [octets([...lines, '!ABCD', ''].join('\r\n'))],
  )
  expect([accepted > 0, refused]).toEqual([true, 0])
})
