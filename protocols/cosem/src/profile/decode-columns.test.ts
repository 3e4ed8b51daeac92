import { DecodeError, fromHex, Writer } from '@ferraris/bytes'
import { mutations } from '@ferraris/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Data, data } from '../data/data.ts'
import { decodeData, encodeData } from '../data/data-codec.ts'
import { dateTimeAt, encodeDateTime } from '../time/date-time.ts'
import { zone } from '../time/zone.ts'
import { type ColumnKind, columnKindOf } from './column.ts'
import { columnsOf, starts } from './columns-by-rows.fixture.ts'
import { type ColumnOptions, decodeColumns } from './decode-columns.ts'

const rome = zone('Europe/Rome')

/** Cells of one column for some rows, mostly alike. */
function column(rows: number): fc.Arbitrary<Data[]> {
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
