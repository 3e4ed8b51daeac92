import { EncodeError } from '@ferraris/codec'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Data, data } from '../data/data.ts'
import { decodeData, encodeData } from '../data/data-codec.ts'
import { dateTimeAt, encodeDateTime } from '../time/date-time.ts'
import { zone } from '../time/zone.ts'
import { starts } from './columns-by-rows.fixture.ts'
import { decodeColumns } from './decode-columns.ts'
import { type ColumnToEncode, encodeColumns } from './encode-columns.ts'

const rome = zone('Europe/Rome')

describe('encoding columns', () => {
  const types = {
    boolean: [0, 1],
    integer: [-128, 127],
    unsigned: [0, 255],
    enum: [0, 255],
    long: [-0x8000, 0x7fff],
    'long-unsigned': [0, 0xffff],
    'double-long': [-0x80000000, 0x7fffffff],
    'double-long-unsigned': [0, 0xffffffff],
    long64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    'long64-unsigned': [0, Number.MAX_SAFE_INTEGER],
  } as const

  const columnToEncode = (rows: number): fc.Arbitrary<ColumnToEncode> => {
    const list = <T>(of: fc.Arbitrary<T>) => fc.array(of, { minLength: rows, maxLength: rows })
    const nulls = fc.option(list(fc.constantFrom(0, 0, 1)), { nil: undefined, freq: 4 })
    const withNulls = <C extends object>(column: fc.Arbitrary<C>) =>
      fc.tuple(column, nulls).map(([column, nulls]) => (nulls === undefined ? column : { ...column, nulls }))
    const numbers = Object.entries(types).map(([type, [min, max]]) =>
      withNulls(
        list(fc.maxSafeInteger().map(n => Math.max(min, Math.min(max, n % 2 === 0 ? n : n % 1000)))).map(
          values => ({
            kind: 'number' as const,
            type: type as keyof typeof types,
            values,
          }),
        ),
      ),
    )
    const bits = fc.integer({ min: 0, max: 32 }).chain(bits =>
      withNulls(
        list(fc.integer({ min: 0, max: 2 ** bits - 1 })).map(values => ({
          kind: 'number' as const,
          type: 'bit-string' as const,
          bits,
          values,
        })),
      ),
    )
    const floats = withNulls(
      list(fc.float({ noNaN: true })).map(values => ({
        kind: 'number' as const,
        type: 'float32' as const,
        values,
      })),
    )
    const times = withNulls(
      fc.record({
        kind: fc.constant('time' as const),
        type: fc.constantFrom('octet-string' as const, 'date-time' as const),
        values: fc
          .tuple(
            fc.constantFrom(...starts),
            list(fc.constantFrom(900, 900, 900, 0, 0.25, 86_400, Number.NaN)),
          )
          .map(([start, steps]) => {
            let instant = Date.parse(start) / 1000
            return steps.map(step => {
              if (!Number.isNaN(step)) instant += step
              return Number.isNaN(step) ? step : instant
            })
          }),
        status: list(fc.constantFrom(0, 0, 1, 0x80, 0xff)),
      }),
    )
    const anything = list(fc.constantFrom<Data>(data.text('a'), data.array(), data.nothing())).map(
      values => ({
        kind: 'data' as const,
        values,
      }),
    )
    return fc.oneof(...numbers, bits, floats, { weight: 5, arbitrary: times }, anything)
  }

  const columnsToEncode = fc
    .record({ rows: fc.integer({ min: 0, max: 300 }), width: fc.integer({ min: 1, max: 5 }) })
    .chain(({ rows, width }) => fc.array(columnToEncode(rows), { minLength: width, maxLength: width }))

  function rowsOf(columns: readonly ColumnToEncode[], id: string): Data {
    return data.array(
      ...Array.from({ length: columns[0]!.values.length }, (_, row) =>
        data.structure(
          ...columns.map((column): Data => {
            if (column.nulls?.[row]) return data.nothing()
            if (column.kind === 'data') return column.values[row]!
            const value = column.values[row]!
            if (column.kind === 'time') {
              const time = Number.isNaN(value) ? {} : dateTimeAt(value, zone(id), column.status?.[row])
              return { type: column.type, value: encodeDateTime(time) }
            }
            if (column.type === 'bit-string') {
              return data.bits(column.bits === 0 ? '' : value.toString(2).padStart(column.bits!, '0'))
            }
            if (column.type === 'boolean') return data.boolean(value === 1)
            if (column.type.startsWith('long64'))
              return { type: column.type as 'long64', value: BigInt(value) }
            return { type: column.type as 'float32', value }
          }),
        ),
      ),
    )
  }

  test.each(['Europe/Rome', 'Australia/Lord_Howe', 'America/Santiago'])(
    'equals the generic encoding of the same rows in %s',
    id => {
      fc.assert(
        fc.property(columnsToEncode, columns => {
          expect(encodeColumns(columns, zone(id))).toEqual(encodeData(rowsOf(columns, id)))
        }),
        { numRuns: 300 },
      )
    },
  )

  test('gives back what decoding gave', () => {
    const octets = encodeColumns(
      [
        { kind: 'time', type: 'octet-string', values: [1_780_000_200, 1_780_001_100] },
        { kind: 'number', type: 'bit-string', values: [5, 6], bits: 8 },
        { kind: 'number', type: 'long64', values: [-1, 2 ** 53 - 1] },
        { kind: 'number', type: 'unsigned', values: [7, 7], nulls: [0, 1] },
      ],
      rome,
    )
    expect(encodeColumns(decodeColumns(octets).columns, rome)).toEqual(octets)
    expect(decodeData(octets).type).toBe('array')
  })

  test('refuses values that their type cannot hold, and columns of unequal length', () => {
    const wrong =
      (type: 'unsigned' | 'long', ...values: number[]) =>
      () =>
        encodeColumns([{ kind: 'number', type, values }], rome)
    expect(wrong('unsigned', 1, 256)).toThrow(new EncodeError('row 1: 256 does not fit in unsigned'))
    expect(wrong('long', 1.5)).toThrow(EncodeError)
    expect(wrong('long', Number.NaN)).toThrow(EncodeError)
    expect(() =>
      encodeColumns(
        [
          { kind: 'number', type: 'unsigned', values: [1] },
          { kind: 'number', type: 'unsigned', values: [1, 2] },
        ],
        rome,
      ),
    ).toThrow('column 1 has 2 rows, column 0 has 1')
    expect(() => encodeColumns([{ kind: 'number', type: 'bit-string', values: [1] }], rome)).toThrow(
      EncodeError,
    )
  })
})
