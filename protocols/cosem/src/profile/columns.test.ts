import { DecodeError, fromHex, Writer } from '@ferraris/bytes'
import { EncodeError } from '@ferraris/codec'
import { mutations } from '@ferraris/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Column,
  type ColumnKind,
  type ColumnOptions,
  type ColumnToEncode,
  columnKindOf,
  type Data,
  data,
  dateTimeAt,
  decodeColumns,
  decodeData,
  decodeDateTime,
  encodeColumns,
  encodeData,
  encodeDateTime,
  instantOf,
  zone,
} from '../index.ts'
import { looksLikeDateTime } from './times.ts'

const rome = zone('Europe/Rome')

/** The rules of `Column`, cell by cell over generic data: what the fast decoder must equal. */
function columnsOf(buffer: Data, { kinds, ...rules }: ColumnOptions): Column[] {
  const rows = (buffer.value as readonly Data[]).map(row => row.value as readonly Data[])
  return (rows[0] ?? []).map((_, i) =>
    columnOf(
      rows.map(row => row[i]!),
      kinds?.[i],
      rules,
    ),
  )
}

function columnOf(cells: readonly Data[], expected: ColumnKind | undefined, rules: ColumnOptions): Column {
  const first = cells.find(({ type }) => type !== 'null-data')
  const nulls = cells.some(({ type }) => type === 'null-data')
    ? { nulls: Uint8Array.from(cells, ({ type }) => Number(type === 'null-data')) }
    : {}
  return {
    ...((expected === 'data'
      ? undefined
      : (asNumbers(cells, first, expected) ?? asTimes(cells, first, expected, rules))) ?? asData(cells)),
    ...nulls,
  }
}

function asNumbers(
  cells: readonly Data[],
  first: Data | undefined,
  expected: ColumnKind | undefined,
): Column | undefined {
  if (first === undefined && expected === 'time') return undefined
  const values: number[] = []
  for (const cell of cells) {
    const before = values.at(-1) ?? Number.NaN
    if (cell.type !== 'null-data' && (cell.type === 'bit-string') !== (first?.type === 'bit-string'))
      return undefined
    if (
      cell.type === 'bit-string' &&
      first?.type === 'bit-string' &&
      cell.value.length !== first.value.length
    )
      return undefined
    const value = cell.type === 'null-data' ? before : numberOf(cell)
    if (value === undefined) return undefined
    const next = cell.type.startsWith('delta') ? before + value : value
    if (cell.type.startsWith('delta') && Number.isNaN(next)) return undefined
    values.push(next)
  }
  const bits = first?.type === 'bit-string' ? { bits: first.value.length } : {}
  if (first?.type.startsWith('delta')) return undefined
  const type = (first?.type ?? 'unsigned') as Extract<Column, { kind: 'number' }>['type']
  return { kind: 'number', type, values: Float64Array.from(values), ...bits }
}

function numberOf({ type, value }: Data): number | undefined {
  switch (type) {
    case 'boolean':
      return Number(value)
    case 'bit-string':
      return value.length > 32 ? undefined : Number.parseInt(value === '' ? '0' : value, 2)
    case 'long64':
    case 'long64-unsigned':
      return Number.isSafeInteger(Number(value)) ? Number(value) : undefined
    case 'bcd':
      return undefined
    default:
      return typeof value === 'number' ? value : undefined
  }
}

function asTimes(
  cells: readonly Data[],
  first: Data | undefined,
  expected: ColumnKind | undefined,
  { zone, period = Number.NaN }: ColumnOptions,
): Column | undefined {
  if (expected === 'number') return undefined
  const values: number[] = []
  const status: number[] = []
  for (const cell of cells) {
    if (cell.type === 'null-data') {
      values.push((values.at(-1) ?? Number.NaN) + period)
      status.push(status.at(-1) ?? 0xff)
    } else if ((cell.type === 'octet-string' || cell.type === 'date-time') && cell.value.length === 12) {
      if (expected !== 'time' && !looksLikeDateTime(cell.value, 0)) return undefined
      values.push(instantOf(decodeDateTime(cell.value), zone) ?? Number.NaN)
      status.push(cell.value[11]!)
    } else return undefined
  }
  const type = first?.type === 'date-time' ? 'date-time' : 'octet-string'
  return { kind: 'time', type, values: Float64Array.from(values), status: Uint8Array.from(status) }
}

function asData(cells: readonly Data[]): Column {
  const values: Data[] = []
  for (const cell of cells) values.push(cell.type === 'null-data' ? (values.at(-1) ?? cell) : cell)
  return { kind: 'data', values }
}

/** Summer and winter time, the changes of the clocks, the turn of a year, a leap day. */
const starts = [
  '2026-03-28T22:00Z',
  '2026-10-24T21:00Z',
  '2026-12-31T12:00Z',
  '2028-02-28T20:00Z',
  '2026-07-01T00:00Z',
]

/** Cells of one column for some rows, mostly alike. */
const column = (rows: number): fc.Arbitrary<Data[]> => {
  const repeated = (cell: fc.Arbitrary<Data>) =>
    fc.array(
      fc.oneof({ weight: 8, arbitrary: cell }, { weight: 1, arbitrary: fc.constant(data.nothing()) }),
      {
        minLength: rows,
        maxLength: rows,
      },
    )
  const u32 = fc.integer({ min: 0, max: 0xffffffff })
  const plain = [
    u32.map(data.doubleLongUnsigned),
    fc.integer({ min: -0x80000000, max: 0x7fffffff }).map(data.doubleLong),
    fc.integer({ min: 0, max: 0xffff }).map(data.longUnsigned),
    fc.integer({ min: -0x8000, max: 0x7fff }).map(data.long),
    fc.integer({ min: 0, max: 255 }).map(data.unsigned),
    fc.integer({ min: -128, max: 127 }).map(data.integer),
    fc.integer({ min: 0, max: 255 }).map(data.enumeration),
    fc.bigInt({ min: -(2n ** 53n) - 2n, max: 2n ** 53n + 2n }).map(data.long64),
    fc.bigInt({ min: 0n, max: 2n ** 53n + 2n }).map(data.long64Unsigned),
    fc.boolean().map(data.boolean),
    fc.float({ noNaN: true }).map((value): Data => ({ type: 'float32', value })),
    fc.double({ noNaN: true }).map((value): Data => ({ type: 'float64', value })),
    fc.constantFrom('00000000', '10000001', '11111111').map(data.bits),
    fc.string({ unit: fc.constantFrom('0', '1'), maxLength: 40 }).map(data.bits),
    fc.integer({ min: 0, max: 99 }).map((value): Data => ({ type: 'bcd', value })),
    fc.uint8Array({ maxLength: 13 }).map(data.octets),
    fc.string({ unit: 'binary-ascii', maxLength: 12 }).map(data.text),
    u32.map(value => data.structure(data.doubleLongUnsigned(value), data.nothing())),
    fc.constant(data.nothing()),
    fc.integer({ min: -128, max: 127 }).map((value): Data => ({ type: 'delta-integer', value })),
  ] as const
  const deltas = fc
    .tuple(u32, fc.array(fc.integer({ min: -0x8000, max: 0x7fff }), { minLength: rows, maxLength: rows }))
    .map(([base, steps]): Data[] =>
      steps.map((value, i) => (i === 0 ? data.doubleLongUnsigned(base) : { type: 'delta-long', value })),
    )
  const clock = fc
    .record({
      start: fc.constantFrom(...starts),
      zone: fc.constantFrom('Europe/Rome', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'America/Santiago'),
      local: fc.boolean(),
      tagged: fc.boolean(),
      gaps: fc.array(fc.constantFrom(1, 1, 1, 1, 0, 40, -1, 'null', 'open', 'wild'), {
        minLength: rows,
        maxLength: rows,
      }),
    })
    .map(({ start, zone: id, local, tagged, gaps }): Data[] => {
      let instant = Date.parse(start) / 1000
      return gaps.map(gap => {
        if (gap === 'null') return data.nothing()
        if (typeof gap === 'number') instant += gap * 900
        const { deviation, ...wall } = dateTimeAt(instant, zone(id))
        if (gap === 'open') delete wall.hour
        if (gap === 'wild') wall.month = 0xfe
        const value = encodeDateTime(local ? wall : { ...wall, deviation: deviation! })
        return tagged ? { type: 'date-time', value } : data.octets(value)
      })
    })
  return fc.oneof(...plain.map(repeated), { weight: 12, arbitrary: clock }, deltas, {
    weight: 4,
    arbitrary: repeated(fc.oneof(...plain)),
  })
}

const profile = fc
  .record({ rows: fc.integer({ min: 1, max: 40 }), width: fc.integer({ min: 1, max: 5 }) })
  .chain(({ rows, width }) => fc.array(column(rows), { minLength: width, maxLength: width }))
  .map(columns =>
    data.array(...columns[0]!.map((_, row) => data.structure(...columns.map(cells => cells[row]!)))),
  )

const options: fc.Arbitrary<ColumnOptions> = fc.record(
  {
    zone: fc.constantFrom(rome, zone('Australia/Lord_Howe')),
    period: fc.constantFrom(900, 86_400),
    kinds: fc.array(fc.constantFrom<ColumnKind | undefined>('time', 'number', 'data', undefined), {
      maxLength: 5,
    }),
  },
  { requiredKeys: [] },
)

/** What a decoder gives, or `undefined` if it refuses. */
function accepted<T>(decode: () => T): T | undefined {
  try {
    return decode()
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}

describe('columns of a profile', () => {
  test('equal those made of the rows one by one, for any profile', () => {
    fc.assert(
      fc.property(profile, options, (buffer, options) => {
        const decoded = decodeColumns(encodeData(buffer), options)
        expect(decoded.columns).toEqual(columnsOf(buffer, options))
        expect(decoded.rows).toBe((buffer.value as readonly Data[]).length)
      }),
      { numRuns: 2000 },
    )
  })

  test('equal them for broken profiles too, whenever both ways find something to read', () => {
    const corpus = fc.sample(profile, { numRuns: 150, seed: 5 }).map(encodeData)
    let both = 0
    for (const octets of mutations(5, corpus, 30_000)) {
      const buffer = accepted(() => decodeData(octets))
      const fast = accepted(() => decodeColumns(octets, { zone: rome, period: 900 }))
      if (buffer === undefined || fast === undefined || buffer.type !== 'array') continue
      both++
      expect(fast.columns).toEqual(columnsOf(buffer, { zone: rome, period: 900 }))
    }
    expect(both).toBeGreaterThan(1_000)
  })

  test('are the same from a compact array', () => {
    const types = ['double-long-unsigned', 'long', 'unsigned', 'boolean'] as const
    const compact = fc
      .array(fc.constantFrom(...types), { minLength: 1, maxLength: 4 })
      .chain(of =>
        fc.tuple(
          fc.constant(of),
          fc.array(fc.tuple(...of.map(() => fc.integer({ min: 0, max: 127 }))), { minLength: 1 }),
        ),
      )
    fc.assert(
      fc.property(compact, ([of, rows]) => {
        const clock = encodeDateTime(dateTimeAt(1_780_000_000, rome))
        const value = rows.map(row =>
          data.structure(
            data.octets(clock),
            data.array(data.unsigned(1), data.unsigned(2)),
            data.nothing(),
            ...row.map(
              (value, i): Data => (of[i] === 'boolean' ? data.boolean(value > 63) : { type: of[i]!, value }),
            ),
          ),
        )
        const description = {
          type: 'structure',
          of: [
            { type: 'octet-string' },
            { type: 'array', count: 2, of: { type: 'unsigned' } },
            { type: 'null-data' },
            ...of.map(type => ({ type })),
          ],
        } as const
        const buffer: Data = { type: 'compact-array', of: description, value }
        expect(decodeColumns(encodeData(buffer), { zone: rome }).columns).toEqual(
          columnsOf(buffer, { zone: rome }),
        )
      }),
    )
  })

  test('without rows are none, whether the buffer is an empty array or null-data', () => {
    for (const hex of ['0100', '00', '1302011100']) {
      expect(decodeColumns(fromHex(hex))).toEqual({ rows: 0, columns: [] })
    }
  })

  test('say which of their values were left out', () => {
    const time = encodeDateTime(dateTimeAt(1_780_000_200, rome))
    const { columns } = decodeColumns(
      encodeData(
        data.array(
          data.structure(data.octets(time), data.unsigned(8)),
          data.structure(data.nothing(), data.nothing()),
          data.structure(data.nothing(), data.unsigned(9)),
        ),
      ),
      { period: 900 },
    )
    expect(columns).toEqual([
      {
        kind: 'time',
        type: 'octet-string',
        values: Float64Array.of(1_780_000_200, 1_780_001_100, 1_780_002_000),
        status: Uint8Array.of(0x80, 0x80, 0x80),
        nulls: Uint8Array.of(0, 1, 1),
      },
      { kind: 'number', type: 'unsigned', values: Float64Array.of(8, 8, 9), nulls: Uint8Array.of(0, 1, 0) },
    ])
  })

  test('keep what no number can hold as data', () => {
    const cells = [data.long64Unsigned(5n), data.long64Unsigned(2n ** 60n)]
    const { columns } = decodeColumns(encodeData(data.array(...cells.map(cell => data.structure(cell)))))
    expect(columns).toEqual([{ kind: 'data', values: cells }])
  })

  test('tell a serial number of 12 characters from a time', () => {
    const serial = data.octets(new TextEncoder().encode('FER000000001'))
    const { columns } = decodeColumns(encodeData(data.array(data.structure(serial))))
    expect(columns).toEqual([{ kind: 'data', values: [serial] }])
  })

  test('are times where the capture object says so', () => {
    expect(columnKindOf({ classId: 8, attribute: 2 })).toBe('time')
    expect(columnKindOf({ classId: 4, attribute: 5 })).toBe('time')
    expect(columnKindOf({ classId: 3, attribute: 2 })).toBeUndefined()
  })

  test.each([
    ['ff', 'a profile buffer is an array, not tag 255, octet 0'],
    ['0101 1105', 'row begins with tag 17, not with a structure, octet 2'],
    ['0102 02011101 020211021103', 'row of 2 columns among rows of 1, octet 6'],
    ['0184ffffffff 0200', '4294967295 rows of 0 columns announced, 2 octets left, octet 1'],
    ['0101 0284ffffffff 00', '1 rows of 4294967295 columns announced'],
    ['0101 020163', 'tag 99 is no data type, octet 4'],
    ['0101 02010600', 'truncated'],
    ['0101 02011100 00', '1 octets left over'],
    ['1311 020102', 'compact array of unsigned has no rows'],
    ['130202 0000 020102', 'elements without content'],
    [`1302 7f 11 ${'00'.repeat(126)} 02 0102`, 'more values than the octets can hold'],
  ])('are refused from %s', (hex, message) => {
    expect(() => decodeColumns(fromHex(hex))).toThrow(DecodeError)
    expect(() => decodeColumns(fromHex(hex))).toThrow(message)
  })

  test('of a year of quarter hours come without an object for each row', () => {
    const rows = 35_040
    const buffer = new Writer(rows * 26 + 8).u8(1).u8(0x82).u16(rows)
    const from = Date.parse('2025-12-31T23:00Z') / 1000
    for (let row = 0; row < rows; row++) {
      const time = encodeDateTime(dateTimeAt(from + row * 900, rome))
      buffer.u8(2).u8(3).u8(9).u8(12).bytes(time).u8(6).u32(row).u8(6).u32(0xffffffff)
    }
    const { columns } = decodeColumns(buffer.finish(), { zone: rome })
    expect(columns.map(({ values }) => values.length)).toEqual([rows, rows, rows])
    expect(columns[0]!.values.at(-1)).toBe(from + (rows - 1) * 900)
    expect(columns[1]!.values.at(-1)).toBe(rows - 1)
  })
})

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
