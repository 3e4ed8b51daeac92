import { DecodeError, fromHex, Reader, toHex } from '@ferraris/bytes'
import { annotate, decode, EncodeError } from '@ferraris/codec'
import { fuzzDecoder } from '@ferraris/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeColumns } from '../profile/decode-columns.ts'
import { type Data, data } from './data.ts'
import { dataCodec, decodeData, decodeUntagged, encodeData } from './data-codec.ts'
import { describeData } from './describe.ts'
import { skipData } from './skip-data.ts'
import { type TypeDescription, typeDescription } from './type-description.ts'
import { toVectorForm } from './vector-form.ts'

function int(bits: number, signed: boolean) {
  return fc.integer(
    signed ? { min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 } : { min: 0, max: 2 ** bits - 1 },
  )
}

/** Values of every type that stands alone, by type. */
const leaves: Readonly<
  Record<Exclude<Data['type'], 'array' | 'structure' | 'compact-array'>, fc.Arbitrary<unknown>>
> = {
  'null-data': fc.constant(null),
  'dont-care': fc.constant(null),
  boolean: fc.boolean(),
  'bit-string': fc.string({ unit: fc.constantFrom('0', '1'), maxLength: 300 }),
  'double-long': int(32, true),
  'double-long-unsigned': int(32, false),
  'octet-string': fc.uint8Array({ maxLength: 300 }),
  'visible-string': fc.string({
    unit: fc.integer({ min: 0, max: 255 }).map(code => String.fromCharCode(code)),
  }),
  'utf8-string': fc.string({ unit: 'grapheme' }),
  bcd: int(8, false),
  integer: int(8, true),
  long: int(16, true),
  unsigned: int(8, false),
  'long-unsigned': int(16, false),
  long64: fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }),
  'long64-unsigned': fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
  enum: int(8, false),
  float32: fc.float(),
  float64: fc.double(),
  'date-time': fc.uint8Array({ minLength: 12, maxLength: 12 }),
  date: fc.uint8Array({ minLength: 5, maxLength: 5 }),
  time: fc.uint8Array({ minLength: 4, maxLength: 4 }),
  'delta-integer': int(8, true),
  'delta-long': int(16, true),
  'delta-double-long': int(32, true),
  'delta-unsigned': int(8, false),
  'delta-long-unsigned': int(16, false),
  'delta-double-long-unsigned': int(32, false),
}
type LeafType = keyof typeof leaves

function leafOf(type: LeafType): fc.Arbitrary<Data> {
  return leaves[type].map(value => ({ type, value }) as Data)
}
const leafTypes = Object.keys(leaves) as LeafType[]

const description: fc.Memo<TypeDescription> = fc.memo(depth => {
  const leaf = fc.constantFrom(...leafTypes).map((type): TypeDescription => ({ type }))
  if (depth <= 1) return leaf
  return fc.oneof(
    leaf,
    fc.array(description(), { maxLength: 4 }).map((of): TypeDescription => ({ type: 'structure', of })),
    fc.tuple(fc.nat(4), description()).map(([count, of]): TypeDescription => ({ type: 'array', count, of })),
  )
})

function described(of: TypeDescription): fc.Arbitrary<Data> {
  if (of.type === 'structure') {
    return fc.tuple(...of.of.map(described)).map((value): Data => ({ type: 'structure', value }))
  }
  if (of.type !== 'array') return leafOf(of.type as LeafType)
  return fc
    .array(described(of.of), { minLength: of.count, maxLength: of.count })
    .map((value): Data => ({ type: 'array', value }))
}

/** An unsigned goes first, so that no element is without content. */
const compactArray: fc.Arbitrary<Data> = description(3)
  .map((of): TypeDescription => ({ type: 'structure', of: [{ type: 'unsigned' }, of] }))
  .chain(of =>
    fc.array(described(of), { maxLength: 5 }).map((value): Data => ({ type: 'compact-array', of, value })),
  )

const anyData: fc.Memo<Data> = fc.memo(depth => {
  const leaf = fc.oneof(...leafTypes.map(leafOf))
  if (depth <= 1) return leaf
  const elements = fc.array(anyData(), { maxLength: 4 })
  return fc.oneof(
    { weight: 3, arbitrary: leaf },
    fc
      .tuple(fc.constantFrom('array' as const, 'structure' as const), elements)
      .map(([type, value]): Data => ({ type, value })),
    compactArray,
  )
})

describe('data', () => {
  test('of any kind is decoded to what was encoded', () => {
    fc.assert(
      fc.property(anyData(4), value => {
        expect(decodeData(encodeData(value))).toEqual(value)
      }),
      { numRuns: 2_000 },
    )
  })

  test('can be described and written as JSON, whatever it is', () => {
    fc.assert(
      fc.property(anyData(4), value => {
        expect(describeData(value)).not.toContain('\n')
        expect(JSON.parse(JSON.stringify(toVectorForm(value)))).toMatchObject({ t: value.type })
      }),
    )
  })

  test('cut at any octet is refused', () => {
    fc.assert(
      fc.property(anyData(3), fc.nat(), (value, at) => {
        const octets = encodeData(value)
        expect(() => decodeData(octets.subarray(0, at % octets.length))).toThrow(DecodeError)
      }),
    )
  })

  test('keeps any octet of a visible-string, and lengths of all sizes', () => {
    expect(toHex(encodeData(data.text('é')))).toBe('0a01e9')
    for (const length of [0, 127, 128, 255, 256, 65_536]) {
      expect(decodeData(encodeData(data.octets(new Uint8Array(length))))).toEqual(
        data.octets(new Uint8Array(length)),
      )
    }
  })

  test('is no bit-string longer than its octets, however long it says it is', () => {
    for (const hex of ['0484ffffffff', '0484fffffff9 00', '0409 ff']) {
      expect(() => decodeData(fromHex(hex))).toThrow('truncated')
      expect(() => skipData(new Reader(fromHex(hex)))).toThrow('truncated')
    }
  })

  test('that breaks says where, by index', () => {
    expect(() => decodeData(fromHex('0102 020111 05 0202 1105'))).toThrow('truncated')
    const broken = fromHex('0102 02021105 1106 02021107 63')
    expect(() => decodeData(broken)).toThrow('tag 99 is no data type at [1].[1], octet 12')
  })

  test('shows its elements to an observer, those of compact arrays too', () => {
    const { fields } = annotate(dataCodec, fromHex('0101 0202 1105 0a0141'))
    expect(fields).toMatchObject([
      {
        name: '[0]',
        from: 2,
        fields: [
          { name: '[0]', from: 4, to: 6 },
          { name: '[1]', value: data.text('A') },
        ],
      },
    ])
    const compact = annotate(dataCodec, fromHex('13 0202 1112 06 050100 060200')).fields
    expect(compact.map(({ name, from, to }) => [name, from, to])).toEqual([
      ['description', 1, 5],
      ['[0]', 6, 9],
      ['[1]', 9, 12],
    ])
  })
})

describe('compact arrays', () => {
  test('hold only what their description says', () => {
    const of: TypeDescription = { type: 'array', count: 2, of: { type: 'unsigned' } }
    const wrong = (value: Data) => () => encodeData({ type: 'compact-array', of, value: [value] })
    expect(wrong(data.unsigned(1))).toThrow(new EncodeError('compact array of array cannot hold unsigned'))
    expect(wrong(data.array(data.unsigned(1)))).toThrow(new EncodeError('array of 2 given 1 elements'))
    expect(() => encodeData({ type: 'date-time', value: new Uint8Array(5) })).toThrow(EncodeError)
  })

  test('unfold into no more values than their octets can mean', () => {
    const nothings = `13 01ffff01ffff01ffff00 01 00`
    expect(() => decodeData(fromHex(nothings))).toThrow('more values than the octets can hold')
    // Many small ones must not add up either.
    const bomb = `01 8203e8 ${'1302 7f 11 00'.concat('00'.repeat(125), '0105').repeat(1000)}`
    expect(() => decodeData(fromHex(bomb))).toThrow('more values than the octets can hold')
    expect(() =>
      decodeUntagged(fromHex(''), { type: 'array', count: 65_535, of: { type: 'null-data' } }),
    ).toThrow('more values than the octets can hold')
  })

  test('are refused if nested too deep or without content', () => {
    expect(() => decodeData(fromHex(`13${'0201'.repeat(20)}11 0105`))).toThrow('nested deeper')
    expect(() => decodeData(fromHex(`${'0101'.repeat(40)}00`))).toThrow('nested deeper')
    expect(() => decodeData(fromHex('1300 0105'))).toThrow('elements without content')
  })
})

describe('hostile octets', () => {
  const corpus = [
    ...fc.sample(anyData(4), { numRuns: 200, seed: 7 }).map(encodeData),
    ...fc.sample(compactArray, { numRuns: 60, seed: 7 }).map(encodeData),
  ]

  /** How many values a value is made of. */
  const size = ({ value }: Data): number =>
    Array.isArray(value) ? (value as Data[]).reduce((sum, element) => sum + size(element), 1) : 1

  test('make data or a DecodeError, and never more values than 33 an octet', () => {
    const { accepted, refused } = fuzzDecoder(octets => {
      expect(size(decodeData(octets))).toBeLessThanOrEqual(33 * octets.length)
    }, corpus)
    expect(Math.min(accepted, refused)).toBeGreaterThan(5_000)
  })

  test('make a type description or a DecodeError', () => {
    const descriptions = fc.sample(description(4), { numRuns: 100, seed: 7 }).map(of => {
      const octets = encodeData({ type: 'compact-array', of, value: [] })
      return octets.subarray(1, -1)
    })
    const { accepted, refused } = fuzzDecoder(octets => decode(typeDescription, octets), descriptions)
    expect(Math.min(accepted, refused)).toBeGreaterThan(5_000)
  })

  test('make columns or a DecodeError', () => {
    const row = fc.tuple(
      leafOf('octet-string'),
      leafOf('double-long-unsigned'),
      leafOf('bit-string'),
      anyData(2),
    )
    const profiles = fc
      .sample(fc.array(row, { maxLength: 12 }), { numRuns: 100, seed: 7 })
      .map(rows => encodeData(data.array(...rows.map(cells => data.structure(...cells)))))
    const compact = fc.sample(compactArray, { numRuns: 100, seed: 8 }).map(encodeData)
    const { accepted, refused } = fuzzDecoder(octets => decodeColumns(octets), [...profiles, ...compact])
    expect(Math.min(accepted, refused)).toBeGreaterThan(5_000)
  })
})
