import { concat, DecodeError } from '@ferraris/bytes'
import { annotate, type Codec, decode, encode } from '@ferraris/codec'
import { type Data, data, encodeData } from '@ferraris/cosem'
import { arbitrary, fuzzDecoder, type LeafArbitraries } from '@ferraris/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { acseApdus, anyApdu, apduCodec, generalApdus, plainApdus } from './apdu.ts'
import { apduTags } from './tags.ts'

const octets = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
const flag = fc.boolean()

const someData: fc.Memo<Data> = fc.memo(depth => {
  const leaf = fc.oneof(
    fc.constant(data.nothing()),
    fc.integer({ min: 0, max: 0xffff_ffff }).map(data.doubleLongUnsigned),
    fc.uint8Array({ maxLength: 20 }).map(data.octets),
    fc.string({ unit: fc.constantFrom('0', '1'), maxLength: 20 }).map(data.bits),
  )
  if (depth <= 1) return leaf
  const elements = fc.array(someData(), { maxLength: 4 })
  return fc.oneof(
    leaf,
    elements.map(value => data.structure(...value)),
    elements.map(value => data.array(...value)),
  )
})

const user = ['null', 'authentication-failure', 'authentication-required'] as const
const provider = ['null', 'no-reason-given', 'no-common-acse-version'] as const

/** Values of the hand-written leaves. */
const leaves: LeafArbitraries = {
  Data: someData(3).map(encodeData),
  'Invoke-Id-And-Priority': fc.record({ id: fc.nat(15), confirmed: flag, highPriority: flag }),
  'Cosem-Object-Instance-Id': fc
    .array(fc.nat(255), { minLength: 6, maxLength: 6 })
    .map(groups => groups.join('.')),
  'ACSE-requirements': fc.record({ authentication: flag }),
  'Associate-source-diagnostic': fc.oneof(
    fc.record({ source: fc.constant('acse-service-user'), reason: fc.constantFrom(...user) }),
    fc.record({ source: fc.constant('acse-service-provider'), reason: fc.constantFrom(...provider) }),
  ),
  'Exception-Response': fc.oneof(
    fc.record({
      stateError: fc.constantFrom('service-not-allowed', 'service-unknown'),
      serviceError: fc.constantFrom('other-reason', 'pdu-too-long', 'deciphering-error'),
    }),
    fc.record({
      stateError: fc.constant('service-not-allowed'),
      serviceError: fc.constant('invocation-counter-error'),
      expectedInvocationCounter: fc.nat(),
    }),
  ),
  'date-time tag': fc.constantFrom(undefined, true),
  'notification time': fc.oneof(octets(0), octets(12)),
  'Block-Control': fc.record({ lastBlock: flag, streaming: flag, window: fc.nat(63) }),
  'protected content': fc.oneof(
    fc.record({
      control: fc.constantFrom(0x20, 0x21),
      invocationCounter: fc.nat(),
      content: fc.uint8Array({ maxLength: 200 }),
    }),
    fc.record({
      control: fc.constantFrom(0x10, 0x30, 0x32),
      invocationCounter: fc.nat(),
      content: fc.uint8Array({ maxLength: 200 }),
      tag: octets(12),
    }),
  ),
}

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
    const { accepted, refused } = fuzzDecoder(input => decode(codec, input), corpus)
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

test('any APDU is told by its tag', () => {
  for (const [apdu, codec] of declared) {
    const [value] = fc.sample(arbitrary(codec, leaves), { seed: 3, numRuns: 1 })
    const encoded = encode(anyApdu, { apdu, value } as Parameters<typeof anyApdu.encode>[1])
    expect(encoded[0]).toBe(apduTags[apdu])
    expect(decode(anyApdu, encoded)).toEqual({ apdu, value })
    expect(() => decode(anyApdu, concat(encoded, Uint8Array.of(0)))).toThrow(DecodeError)
  }
})
