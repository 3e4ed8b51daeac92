import { fromHex } from '@ferraris/bytes'
import { expect, test } from 'vitest'
import { decodeData } from './data-codec.ts'
import { describeData, describeOctets } from './describe.ts'
import { toVectorForm } from './vector-form.ts'

test.each([
  ['00', 'null-data'],
  ['060000007b', 'double-long-unsigned 123'],
  ['0301', 'boolean true'],
  ['0409a580', "bit-string '101001011'"],
  ['09060100010800ff', 'octet-string 1.0.1.8.0.255'],
  ['0906464552303031', 'octet-string "FER001"'],
  ['09040a1e0000', 'octet-string 0a1e0000'],
  ['0900', 'octet-string (empty)'],
  ['090c07ea0b1506030f0000ffc400', 'octet-string 2026-11-21 03:15:00 +01:00'],
  ['1907ea0b1506030f0000ffc400', 'date-time 2026-11-21 03:15:00 +01:00'],
  ['1a07ea0b1506', 'date 2026-11-21'],
  ['1b030fffff', 'time 03:15:*'],
  ['0a03414243', 'visible-string "ABC"'],
  ['0d12', 'bcd 12'],
  ['14fffffffffffffffe', 'long64 -2'],
  ['0202110506000003e8', 'structure { unsigned 5, double-long-unsigned 1000 }'],
  ['01051101110211031104 1105', 'array of 5 [ unsigned 1, unsigned 2, unsigned 3, … 2 more ]'],
  ['0100', 'array of 0 []'],
  ['1311020506', 'compact-array of 2 [ unsigned 5, unsigned 6 ]'],
])('%s is %s', (hex, text) => {
  expect(describeData(decodeData(fromHex(hex)))).toBe(text)
})

test('long octets and texts are cut', () => {
  expect(describeOctets(new Uint8Array(30))).toBe(`${'00'.repeat(24)}… (30 octets)`)
  expect(describeOctets(new Uint8Array(100).fill(0x41))).toBe(`"${'A'.repeat(60)}…"`)
})

test('as JSON, what JSON cannot hold is text', () => {
  const form = (hex: string) => toVectorForm(decodeData(fromHex(hex)))
  expect(form('157fffffffffffffff')).toEqual({ t: 'long64-unsigned', v: '9223372036854775807' })
  expect(form('177fc00000')).toEqual({ t: 'float32', v: 'NaN' })
  expect(form('1302 02 11 01 0002 12 05 05 0001 0002')).toEqual({
    t: 'compact-array',
    desc: { t: 'structure', of: [{ t: 'unsigned' }, { t: 'array', n: 2, of: { t: 'long-unsigned' } }] },
    v: [
      {
        t: 'structure',
        v: [
          { t: 'unsigned', v: 5 },
          {
            t: 'array',
            v: [
              { t: 'long-unsigned', v: 1 },
              { t: 'long-unsigned', v: 2 },
            ],
          },
        ],
      },
    ],
  })
})
