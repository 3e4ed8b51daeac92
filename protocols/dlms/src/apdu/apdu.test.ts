import { concat, DecodeError } from '@ferraris/bytes'
import { annotate, type Codec, decode, encode } from '@ferraris/codec'
import { arbitrary, fuzzDecoder } from '@ferraris/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { acseApdus, anyApdu, apduCodec, generalApdus, plainApdus } from './apdu.ts'
import { leaves } from './elements/leaves.fixture.ts'
import { apduTags } from './tags.ts'

const declared = Object.entries({
  ...plainApdus,
  ...acseApdus,
  ...generalApdus,
  'glo-get-request': apduCodec('glo-get-request'),
}) as [keyof typeof apduTags, Codec<unknown>][]

describe.each(declared)('%s', (_, codec) => {
  const values = arbitrary(codec, leaves)

  test('is decoded to what was encoded, and its fields cover its octets in order', () => {
    fc.assert(
      fc.property(values, value => {
        const encoded = encode(codec, value)
        expect(decode(codec, encoded)).toEqual(value)
        const { fields, value: annotated } = annotate(codec, encoded)
        expect(annotated).toEqual(value)
        expect(fields.map(({ from }) => from)).toEqual(
          fields.map(({ from }) => from).toSorted((a, b) => a - b),
        )
        expect(Math.max(0, ...fields.map(({ to }) => to))).toBeLessThanOrEqual(encoded.length)
      }),
    )
  })

  test('refuses broken octets with a DecodeError and nothing else', () => {
    const corpus = fc.sample(values, { seed: 7, numRuns: 40 }).map(value => encode(codec, value))
    const { accepted, refused } = fuzzDecoder(input => decode(codec, input), corpus, { runs: 20_000 })
    expect(accepted).toBeGreaterThan(0)
    expect(refused).toBeGreaterThan(0)
  })
})

test('every APDU has a declaration behind its tag', () => {
  for (const [name, tag] of Object.entries(apduTags)) {
    expect(apduCodec(name as keyof typeof apduTags)).toBeDefined()
    expect(() => decode(anyApdu, Uint8Array.of(tag))).toThrow(DecodeError)
  }
})

test('any APDU is recognised by its tag', () => {
  for (const [apdu, codec] of declared) {
    const [value] = fc.sample(arbitrary(codec, leaves), { seed: 3, numRuns: 1 })
    const encoded = encode(anyApdu, { apdu, value } as Parameters<typeof anyApdu.encode>[1])
    expect(encoded[0]).toBe(apduTags[apdu])
    expect(decode(anyApdu, encoded)).toEqual({ apdu, value })
    expect(() => decode(anyApdu, concat(encoded, Uint8Array.of(0)))).toThrow(DecodeError)
  }
})
