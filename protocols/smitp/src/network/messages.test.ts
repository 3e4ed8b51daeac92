import { fromHex, toHex } from '@ferraris/bytes'
import { arbitrary, fuzzDecoder } from '@ferraris/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aca, acaFromOctets } from '../mac/address.ts'
import { decodeNetworkMessage, encodeNetworkMessage, isAsked, networkMessage } from './messages.ts'

const heard = { address: aca('46450000002a'), signal: 62, snr: 18.25, impedance: 'low' as const }

const examples = {
  '5a01550000': { kind: 'address.request', phase: 'same', tcr: 0x55, add: 0, shift: 0 },
  '5b46450000002a3e4901ffffff': { kind: 'address.response', ...heard },
  '5cff': { kind: 'tct-set.request', tct: 255 },
  '5e02550302': { kind: 'reqaddr.request', phase: 'any', tcr: 0x55, add: 3, shift: 2 },
  '5f0146450000002a3e4901ffffff': { kind: 'reqaddr.response', neighbours: [heard] },
  '600a01': { kind: 'call.request', unasked: 10, slots: 'one' },
  '610146450000002a3e4901ffffff': { kind: 'call.response', reason: 'news', ...heard },
  '62ff': { kind: 'reqcall.request', unasked: 255 },
  '63010246450000002a3e4901ffffff': { kind: 'reqcall.response', callers: [{ reason: 'unserved', ...heard }] },
  f7003e4901: { kind: 'nack.response', error: 0, signal: 62, snr: 18.25, impedance: 'low' },
} as const

describe('messages of network management', () => {
  test.for(Object.entries(examples))('%s', ([hex, message]) => {
    expect(toHex(encodeNetworkMessage(message))).toBe(hex)
    expect(decodeNetworkMessage(fromHex(hex))).toEqual(message)
  })

  test('round-trip whatever they say', () => {
    const leaves = {
      ACA: fc.uint8Array({ minLength: 6, maxLength: 6 }).map(acaFromOctets),
      'quarter decibels': fc.integer({ min: 0, max: 255 }).map(quarters => quarters / 4),
      reserved: fc.constant(undefined),
    }
    fc.assert(
      fc.property(arbitrary(networkMessage, leaves), message => {
        fc.pre(message.kind !== 'reqaddr.response' || message.neighbours.length <= 4)
        fc.pre(message.kind !== 'reqcall.response' || message.callers.length <= 4)
        expect(decodeNetworkMessage(encodeNetworkMessage(message))).toEqual(message)
      }),
    )
  })

  test('a report has at most four neighbours', () => {
    const neighbours = Array(5).fill(heard)
    expect(() => encodeNetworkMessage({ kind: 'reqaddr.response', neighbours })).toThrow('at most 4')
    expect(() => decodeNetworkMessage(fromHex(`5f05${'46450000002a3e4901ffffff'.repeat(5)}`))).toThrow(
      'at most 4',
    )
  })

  test('broken anyhow, let nothing but a DecodeError escape', () => {
    const { accepted, refused } = fuzzDecoder(decodeNetworkMessage, Object.keys(examples).map(fromHex), {
      runs: 20_000,
    })
    expect(Math.min(accepted, refused)).toBeGreaterThan(1_000)
  })
})

test('a signal beyond what an octet can say is said as well as it can', () => {
  const snr = (value: number) => {
    const message = decodeNetworkMessage(
      encodeNetworkMessage({ kind: 'nack.response', error: 0, ...heard, snr: value }),
    )
    return message.kind === 'nack.response' && message.snr
  }
  expect([-3, 0.3, 12.5, 90].map(snr)).toEqual([0, 0.25, 12.5, 63.75])
})

test('adding and shifting split the address space into equal parts', () => {
  const octets = Array.from({ length: 256 }, (_, i) => i)
  const part = (add: number) => octets.filter(octet => isAsked(octet, { add, shift: 2 }))
  expect([0, 1, 2, 3].flatMap(part).sort((a, b) => a - b)).toEqual(octets)
  expect(part(1).slice(0, 3)).toEqual([3, 7, 11])
  expect(octets.filter(octet => isAsked(octet, { add: 9, shift: 0 }))).toHaveLength(256)
})
