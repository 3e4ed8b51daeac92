import { DecodeError, fromHex, Reader, toHex } from '@ferraris/bytes'
import { expect, test } from 'vitest'
import { fuzzDecoder, mutations } from './index.ts'

const corpus = [fromHex('0203aabbcc'), fromHex('0101')]

test('the same seed makes the same inputs, another one others', () => {
  const inputs = (seed: number) => [...mutations(seed, corpus, 200)].map(octets => toHex(octets))
  expect(inputs(1)).toEqual(inputs(1))
  expect(inputs(1)).not.toEqual(inputs(2))
  expect(new Set(inputs(1)).size).toBeGreaterThan(100)
})

test('mutations leave the corpus alone', () => {
  const before = corpus.map(octets => toHex(octets))
  for (const _ of mutations(3, corpus, 2_000));
  expect(corpus.map(octets => toHex(octets))).toEqual(before)
})

test('a careful decoder passes, with inputs accepted and refused', () => {
  const { accepted, refused } = fuzzDecoder(
    octets => {
      const reader = new Reader(octets)
      reader.u8()
      reader.take(reader.u8())
    },
    corpus,
    { runs: 5_000 },
  )
  expect(accepted + refused).toBe(5_000)
  expect(Math.min(accepted, refused)).toBeGreaterThan(500)
})

test('a careless decoder is found, with the input that did it', () => {
  const careless = (octets: Uint8Array) => new DataView(octets.slice().buffer).getUint16(octets[0]!)
  expect(() => fuzzDecoder(careless, corpus)).toThrow(
    /^seed 1, input \d+: RangeError: .* from ([0-9a-f]{2})*$/,
  )
  expect(() => fuzzDecoder(careless, corpus, { allowed: error => error instanceof RangeError })).not.toThrow()
  expect(() =>
    fuzzDecoder(
      () => {
        throw new DecodeError('limit', 0, 'never')
      },
      corpus,
      { runs: 10 },
    ),
  ).not.toThrow()
})

test('valid octets stay as they are, in a Buffer too', () => {
  const valid = Buffer.from('0001020304050607', 'hex')
  for (const _ of mutations(1, [valid], 1_000)) expect(valid.toString('hex')).toBe('0001020304050607')
})
