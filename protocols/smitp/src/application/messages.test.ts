import { fromHex, toHex } from '@ferraris/bytes'
import { arbitrary, fuzzDecoder } from '@ferraris/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { authenticatedTwin, plainTwin } from './attribute.ts'
import { decodeMessage, encodeMessage, type Message, message } from './messages.ts'

const nonce = fromHex('000102030405060708090a0b0c0d0e0f')
const examples: Record<string, Message> = {
  '02003f': { kind: 'read.request', table: 0, row: 0x3f },
  '030000000000000001': { kind: 'read.response', data: fromHex('0000000000000001') },
  '041001aabb': { kind: 'write.request', table: 0x10, row: 1, data: fromHex('aabb') },
  '0620010410': { kind: 'read-table-selective.request', table: 0x20, row: 1, offset: 4, length: 16 },
  '07aabb': { kind: 'read-table-selective.response', data: fromHex('aabb') },
  '08200105': { kind: 'read-table.request', table: 0x20, firstRow: 1, lastRow: 5 },
  '090102aabb0200': {
    kind: 'read-table.response',
    rows: [
      { row: 1, data: fromHex('aabb') },
      { row: 2, data: new Uint8Array() },
    ],
  },
  '0a200102aabb01cc': {
    kind: 'write-table.request',
    table: 0x20,
    firstRow: 1,
    rows: [fromHex('aabb'), fromHex('cc')],
  },
  '0e2000': { kind: 'set-table.request', table: 0x20, data: fromHex('00') },
  '1020ff': { kind: 'reset-table.request', table: 0x20, row: 0xff },
  '120301': { kind: 'command.request', command: 3, parameters: fromHex('01') },
  '14aabb': { kind: 'spontaneous', data: fromHex('aabb') },
  '163000f15365ffffffff': { kind: 'select-buffer.request', table: 0x30, from: 1_700_000_000, to: 0xffffffff },
  '170701aa': { kind: 'select-buffer.response', rows: [{ row: 7, data: fromHex('aa') }] },
  '1e': { kind: 'list-tables.request' },
  '1f200001215d00': {
    kind: 'list-tables.response',
    tables: [
      { table: 0x20, rows: 256 },
      { table: 0x21, rows: 93 },
    ],
  },
  '28500011': { kind: 'set-initial.request', table: 0x50, row: 0, data: fromHex('11') },
  '2a50000111': { kind: 'write-table-initial.request', table: 0x50, firstRow: 0, rows: [fromHex('11')] },
  '64050100aa': { kind: 'firmware-local.request', transfer: 5, block: 1, data: fromHex('aa') },
  '65050001aa': { kind: 'firmware-broadcast.request', transfer: 5, block: 256, data: fromHex('aa') },
  [`690403020105001413121108070000${'ab'.repeat(64)}`]: {
    kind: 'emergency.request',
    issued: 0x01020304,
    group: 5,
    from: 0x11121314,
    seconds: 1800,
    signature: new Uint8Array(64).fill(0xab),
  },
  [`700001${toHex(nonce)}`]: { kind: 'challenge.request', type: 1, nonce },
  [`710001${toHex(nonce)}`]: { kind: 'challenge.response', type: 1, proof: nonce },
  f90a04: { kind: 'nack-b', error: 10, attribute: 4 },
  fb04: { kind: 'ack-b', attribute: 4 },
  fd04: { kind: 'ack', attribute: 4 },
  ff0304: { kind: 'nack', error: 3, attribute: 4 },
}
describe('messages of the application layer', () => {
  test.for(Object.entries(examples))('%s', ([hex, value]) => {
    expect(toHex(encodeMessage(value))).toBe(hex)
    expect(decodeMessage(fromHex(hex))).toEqual(value)
  })

  test('there is an example of each', () => {
    const kinds = message.shape.kind === 'choice' ? message.shape.alternatives.map(([kind]) => kind) : []
    expect(
      Object.values(examples)
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual([...kinds].sort())
  })

  test('round-trip whatever they say', () => {
    const rows = (value: Message) => ('rows' in value ? value.rows : [])
    fc.assert(
      fc.property(arbitrary(message), value => {
        fc.pre(rows(value).every(row => ('data' in row ? row.data : row).length < 256))
        expect(decodeMessage(encodeMessage(value))).toEqual(value)
      }),
    )
  })

  test('broken anyhow, let nothing but a DecodeError escape', () => {
    const { accepted, refused } = fuzzDecoder(decodeMessage, Object.keys(examples).map(fromHex), {
      runs: 30_000,
    })
    expect(Math.min(accepted, refused)).toBeGreaterThan(1_000)
  })
})

test('a twin lies 100 above a request and ten below an acknowledgement, and leads back', () => {
  expect([2, 3, 14, 123 - 100, 251, 253].map(authenticatedTwin)).toEqual([102, 103, 114, 123, 241, 243])
  for (let attribute = 0; attribute < 256; attribute++) {
    const twin = authenticatedTwin(attribute)
    if (twin !== undefined) expect(plainTwin(twin)).toBe(attribute)
  }
  expect([100, 101, 112, 113].map(authenticatedTwin)).toEqual([undefined, undefined, undefined, undefined])
})
