import { concat, fromHex, toHex } from '@ferraris/bytes'
import { fuzzDecoder, Random } from '@ferraris/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aca, acaFromOctets } from '../mac/address.ts'
import { type Ecc, eccs } from '../mac/lsap.ts'
import { IpDeframer } from './deframer.ts'
import { encodeIpMessage, type IpMessage, type IpService } from './message.ts'

const read: IpMessage = {
  source: 1,
  destination: 2,
  service: 'request',
  dsap: 0,
  ecc: 'ctr-read',
  aca: aca('46450000002a'),
  lsdu: fromHex('02003f'),
}
const messages: fc.Arbitrary<IpMessage> = fc.record({
  source: fc.integer({ min: 0, max: 0xffff }),
  destination: fc.integer({ min: 0, max: 0xffff }),
  service: fc.constantFrom<IpService[]>('request', 'answer', 'failure', 'spontaneous'),
  dsap: fc.integer({ min: 0, max: 3 }),
  ecc: fc.constantFrom(...(Object.keys(eccs) as Ecc[])),
  aca: fc.uint8Array({ minLength: 6, maxLength: 6 }).map(acaFromOctets),
  lsdu: fc.uint8Array({ maxLength: 300 }),
})

describe('SMITP over IP', () => {
  test('puts header, kind and meter before the LSDU', () => {
    expect(toHex(encodeIpMessage(read), ' ')).toBe('00 01 00 01 00 02 00 0a 01 46 45 00 00 00 2a 02 00 3f')
    expect(encodeIpMessage({ ...read, service: 'failure', dsap: 1 })[8]).toBe(0x91)
  })

  test('a stream of messages may be cut anywhere', () => {
    const random = new Random(5)
    const sent = fc.sample(messages, { numRuns: 60, seed: 9 })
    const stream = concat(...sent.map(encodeIpMessage))
    for (const longest of [1, 2, 9, 100, 5_000]) {
      const deframer = new IpDeframer()
      const found: IpMessage[] = []
      for (let at = 0; at < stream.length; ) {
        const length = 1 + random.below(longest)
        found.push(...deframer.push(stream.slice(at, at + length)))
        at += length
      }
      expect(found).toEqual(sent)
    }
  })

  test('a wrong version or a length beyond bounds is refused before its octets come', () => {
    expect(() => new IpDeframer().push(fromHex('0002000100010009'))).toThrow(
      'version 2 instead of 1 at version',
    )
    expect(() => new IpDeframer().push(fromHex('000100010001ffff'))).toThrow(
      'a length of 65535 octets at length',
    )
    expect(() => new IpDeframer().push(fromHex('0001000100010006'))).toThrow('a length of 6 octets at length')
    expect(() => encodeIpMessage({ ...read, lsdu: new Uint8Array(2033) })).toThrow('at most 2032')
    expect(() => encodeIpMessage({ ...read, dsap: 4 })).toThrow('DSAP 4')
  })

  test('broken anyhow, lets nothing but a DecodeError escape', () => {
    const corpus = fc.sample(messages, { numRuns: 20, seed: 4 }).map(encodeIpMessage)
    const { accepted, refused } = fuzzDecoder(
      octets => {
        const deframer = new IpDeframer()
        for (let at = 0; at < octets.length; at += 13) deframer.push(octets.subarray(at, at + 13))
      },
      corpus,
      { runs: 20_000 },
    )
    expect(Math.min(accepted, refused)).toBeGreaterThan(1_000)
  })
})
