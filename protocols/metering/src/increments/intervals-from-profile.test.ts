import { DecodeError } from '@ferraris/bytes'
import { data, dateTimeAt, encodeData, encodeDateTime, zone } from '@ferraris/cosem'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeProfileColumns, type ProfileColumns } from '../profile/profile-columns.ts'
import { quality } from '../quality.ts'
import { receivedOf } from './interval-block.ts'
import { intervalsFromProfile, type ProfileRegister } from './intervals-from-profile.ts'

const rome = zone('Europe/Rome')
const period = 900
const activeImport: ProfileRegister = { obis: '1.0.1.8.0.255', kind: 'cumulative', factor: 1 }

interface Row {
  readonly time: number
  value: number
  readonly status?: number
}

function columnsOf(rows: readonly Row[]): ProfileColumns {
  return {
    count: rows.length,
    times: Float64Array.from(rows, row => row.time),
    status: Uint8Array.from(rows, row => row.status ?? 0),
    registers: [Float64Array.from(rows, row => row.value)],
  }
}

/** Rows 00:00 to 24:00 of a local day; the quarter that ends at row n uses n Wh. */
function dayRows(day: string): Row[] {
  const start = rome.startOfDay(day)
  return Array.from({ length: rome.quartersOfDay(day) + 1 }, (_, n) => ({
    time: start + n * period,
    value: 100_000 + (n * (n + 1)) / 2,
  }))
}

function intervals(rows: readonly Row[], register = activeImport) {
  return intervalsFromProfile(columnsOf(rows), [register], { zone: rome, period, from: 0, to: 4e9 })
}

function onlyBlock(rows: readonly Row[], register = activeImport) {
  const { blocks } = intervals(rows, register)
  expect(blocks.length).toBe(1)
  return blocks[0]!
}

/** Places with a code that is not valid. */
function marked(codes: readonly number[]) {
  return Object.fromEntries([...codes.entries()].filter(([, code]) => code !== quality.valid))
}

describe('a day of rows', () => {
  test('becomes the increments between them, under the local day', () => {
    const block = onlyBlock(dayRows('2026-11-20'))
    expect(block.day).toBe('2026-11-20')
    expect(block.start).toBe(Date.parse('2026-11-20T00:00:00+01:00') / 1000)
    expect(block.values).toEqual(Array.from({ length: 96 }, (_, i) => i + 1))
    expect(receivedOf(block)).toBe(96)
  })

  test.each([
    ['2026-03-29', 92],
    ['2026-10-25', 100],
  ])('of the change of the clocks, %s, has %i quarters', (day, count) => {
    const block = onlyBlock(dayRows(day))
    expect(block.values).toEqual(Array.from({ length: count }, (_, i) => i + 1))
  })

  test('without its opening row lacks the first quarter only', () => {
    expect(marked(onlyBlock(dayRows('2026-11-20').slice(1)).quality)).toEqual({ 0: quality.missing })
  })

  test('may come out of order and twice', () => {
    const rows = dayRows('2026-11-20')
    const shuffled = [...rows.slice(50), ...rows.slice(0, 50).reverse(), ...rows.slice(10, 20)]
    expect(onlyBlock(shuffled)).toEqual(onlyBlock(rows))
    expect(intervals(shuffled).unused.duplicate).toBe(10)
  })
})

describe('a hole', () => {
  test('is missing with the interval after it: its increment would hold the energy of the hole', () => {
    const rows = dayRows('2026-11-20').filter((_, n) => n < 40 || n > 42)
    const block = onlyBlock(rows)
    expect(marked(block.quality)).toEqual({ 39: 1, 40: 1, 41: 1, 42: 1 })
    expect(block.values.slice(38, 44)).toEqual([39, null, null, null, null, 44])
  })

  test('of an outage in which nothing was used is zero, marked power-off', () => {
    const rows = dayRows('2026-11-20')
    const flat = rows.map((row, n) => (n > 40 && n < 50 ? { ...row, value: rows[40]!.value } : row))
    const dark = flat.filter((_, n) => n <= 40 || n >= 49)
    dark[41] = { ...dark[41]!, status: 0x80 }
    const block = onlyBlock(dark)
    expect(block.values.slice(40, 49)).toEqual(new Array(9).fill(0))
    expect(block.quality.slice(40, 49)).toEqual(new Array(9).fill(quality.powerOff))
  })

  test('of an outage in which something was used stays missing', () => {
    const rows = dayRows('2026-11-20').filter((_, n) => n < 40 || n > 42)
    rows[40] = { ...rows[40]!, status: 0x80 }
    expect(marked(onlyBlock(rows).quality)).toEqual({ 39: 1, 40: 1, 41: 1, 42: 1 })
  })

  test('over a whole day makes no block for that day', () => {
    const rows = [...dayRows('2026-11-18'), ...dayRows('2026-11-20')]
    expect(intervals(rows).blocks.map(block => block.day)).toEqual(['2026-11-18', '2026-11-20'])
  })
})

describe('a clock that jumps', () => {
  test('back: the later of two rows for an instant stays, marked, and no energy is lost', () => {
    const rows = dayRows('2026-11-20')
    const again = rows.slice(0, 45)
    // At row 44 the clock is set back by two quarters: 43 and 44 are captured again, later.
    const shifted = rows.slice(45).map(row => ({ time: row.time - 2 * period, value: row.value }))
    const block = onlyBlock([...again, ...shifted])
    expect(marked(block.quality)).toMatchObject({ 42: quality.clockAdjusted, 43: quality.clockAdjusted })
    const known = block.values.reduce<number>((sum, value) => sum + (value ?? 0), 0)
    expect(known).toBe(rows.at(-1)!.value - rows[0]!.value)
  })

  test('in mid-interval: the row off the grid marks the interval it falls into', () => {
    const rows = dayRows('2026-11-20')
    const { blocks, unused } = intervals([
      ...rows,
      { time: rows[10]!.time + 400, value: 100_060, status: 0x20 },
    ])
    expect(unused.offGrid).toBe(1)
    expect(marked(blocks[0]!.quality)).toEqual({ 10: quality.clockAdjusted })
  })

  test('by a few seconds still tells the boundary', () => {
    const rows = dayRows('2026-11-20').map((row, n) => ({ ...row, time: row.time + (n % 3) }))
    expect(receivedOf(onlyBlock(rows))).toBe(96)
  })

  test('beyond what was asked for is not believed', () => {
    const rows = [...dayRows('2026-11-20'), { time: 4_102_444_800, value: 1 }]
    const { blocks, unused } = intervalsFromProfile(columnsOf(rows), [activeImport], {
      zone: rome,
      period,
      from: rows[0]!.time,
      to: rows[96]!.time,
    })
    expect(unused.outOfRange).toBe(1)
    expect(blocks.map(block => block.day)).toEqual(['2026-11-20'])
  })
})

describe('registers', () => {
  test('that run backwards are kept and marked suspect', () => {
    const rows = dayRows('2026-11-20')
    for (const row of rows.slice(30)) row.value -= 50_000
    const block = onlyBlock(rows)
    expect(block.values[29]).toBe(30 - 50_000)
    expect(marked(block.quality)).toEqual({ 29: quality.suspect })
  })

  test('that wrap go on', () => {
    const wrapped = dayRows('2026-11-20').map(row => ({
      ...row,
      value: (row.value + 2 ** 32 - 102_000) % 2 ** 32,
    }))
    const block = onlyBlock(wrapped, { ...activeImport, wrapsAt: 2 ** 32 })
    expect(block.values).toEqual(Array.from({ length: 96 }, (_, i) => i + 1))
  })

  test('in another unit are scaled before they are subtracted', () => {
    const rows = dayRows('2026-11-20').map(row => ({ ...row, value: row.value * 10 + 4 }))
    const block = onlyBlock(rows, { ...activeImport, factor: 0.1 })
    expect(block.values).toEqual(Array.from({ length: 96 }, (_, i) => i + 1))
  })

  test('that hold increments stand for themselves, and a missing row is one missing interval', () => {
    const rows = dayRows('2026-11-20')
      .map((row, n) => ({ ...row, value: n }))
      .slice(1)
    const block = onlyBlock(
      rows.filter((_, n) => n !== 6),
      { ...activeImport, kind: 'increment' },
    )
    expect(marked(block.quality)).toEqual({ 6: quality.missing })
    expect(block.values[7]).toBe(8)
  })
})

test('any rows: blocks have the length of their day, and no more energy than the register shows', () => {
  const start = rome.startOfDay('2026-10-24')
  const row = fc.record({
    time: fc.integer({ min: 0, max: 300 }).map(n => start + n * period),
    status: fc.constantFrom(0, 0, 0, 0x20, 0x80, 0x04),
  })
  fc.assert(
    fc.property(fc.array(row, { maxLength: 200 }), stamps => {
      const rows = stamps.sort((a, b) => a.time - b.time).map((stamp, n) => ({ ...stamp, value: n * 7 }))
      const { blocks } = intervals(rows)
      let total = 0
      for (const block of blocks) {
        expect(block.values.length).toBe(rome.quartersOfDay(block.day))
        for (const [i, increment] of block.values.entries()) {
          total += increment ?? 0
          expect(increment === null).toBe(block.quality[i] === quality.missing)
        }
      }
      expect(total).toBeLessThanOrEqual(rows.length === 0 ? 0 : rows.at(-1)!.value - rows[0]!.value)
    }),
    { numRuns: 2000 },
  )
})

describe('decoding a profile into columns', () => {
  const roles = ['clock', 'status', 'register', 'ignored'] as const
  const encoded = (rows: readonly Row[]) =>
    encodeData(
      data.array(
        ...rows.map(row =>
          data.structure(
            data.octets(encodeDateTime(dateTimeAt(row.time, rome))),
            data.unsigned(row.status ?? 0),
            data.doubleLongUnsigned(row.value),
            data.octets(Uint8Array.of(1, 2)),
          ),
        ),
      ),
    )

  test('gives the instants and numbers that were encoded, over the change of the clocks', () => {
    const rows = dayRows('2026-10-25')
    const decoded = decodeProfileColumns(encoded(rows), roles, { zone: rome, capturePeriod: period })
    expect(decoded).toMatchObject(columnsOf(rows))
  })

  test('fills null-data from the row before', () => {
    const rows = dayRows('2026-11-20').slice(0, 3)
    const octets = encodeData(
      data.array(
        ...rows.map((row, n) =>
          data.structure(
            n === 0 ? data.octets(encodeDateTime(dateTimeAt(row.time, rome))) : data.nothing(),
            n === 0 ? data.unsigned(8) : data.nothing(),
            n === 2 ? data.nothing() : data.doubleLongUnsigned(row.value),
            data.nothing(),
          ),
        ),
      ),
    )
    const decoded = decodeProfileColumns(octets, roles, { zone: rome, capturePeriod: period })
    expect([...decoded.times]).toEqual(rows.map(row => row.time))
    expect([...decoded.status]).toEqual([8, 8, 8])
    expect([...decoded.registers[0]!]).toEqual([rows[0]!.value, rows[1]!.value, rows[1]!.value])
  })

  test('refuses columns that are not those expected', () => {
    const octets = encoded(dayRows('2026-11-20').slice(0, 3))
    const rules = { zone: rome, capturePeriod: period }
    expect(() => decodeProfileColumns(octets, ['clock', 'register'], rules)).toThrow(
      'rows of 4 columns, not 2',
    )
    const swapped = ['clock', 'status', 'ignored', 'register'] as const
    expect(() => decodeProfileColumns(octets, swapped, rules)).toThrow('column 4 holds no register')
    expect(decodeProfileColumns(encodeData(data.array()), roles, rules)).toMatchObject({ count: 0 })
  })

  test('throws nothing but a DecodeError on damaged octets', () => {
    const good = encoded(dayRows('2026-11-20').slice(0, 4))
    const damage = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 4 })
    fc.assert(
      fc.property(damage, fc.nat(good.length), (changes, length) => {
        const octets = Uint8Array.from(good)
        for (const [at, value] of changes) octets[at] = value
        try {
          decodeProfileColumns(octets.subarray(0, length), roles, { zone: rome, capturePeriod: period })
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError)
        }
      }),
      { numRuns: 20_000, seed: 2 },
    )
  })
})
