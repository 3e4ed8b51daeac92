import { decode, encode } from '@ferraris/codec'
import { arbitrary, fuzzDecoder, Random } from '@ferraris/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { catalogue, type RowKind, type RowKindName, rowKindOf, rowOfDay, rowOfMonth } from './catalogue.ts'
import { fittingRows, type ProfileRow, profileBlock } from './profile-block.ts'
import { describeRows, rowLength } from './row-description.ts'
import { type StatusBit, statusBits, statusWord } from './status-word.ts'

const kinds = Object.entries(catalogue) as [RowKindName, RowKind<unknown>][]

const leaves = { text: fc.string({ maxLength: 20, unit: fc.constantFrom(...'FER 0123') }) }

describe('the catalogue', () => {
  test('has one kind for each row', () => {
    for (const [
      name,
      {
        table,
        rows: [first, last],
      },
    ] of kinds) {
      expect(rowKindOf(table, first)).toBe(name)
      expect(rowKindOf(table, last)).toBe(name)
    }
    expect(rowKindOf(0, 0)).toBeUndefined()
  })

  test.each(kinds.filter(([, { codec }]) => codec !== profileBlock && codec !== statusWord))(
    'row %s comes back as it was',
    (_, { codec }) => {
      fc.assert(
        fc.property(arbitrary(codec, leaves), value => {
          expect(decode(codec, encode(codec, value))).toEqual(value)
        }),
        { numRuns: 50 },
      )
    },
  )

  test('fits every row but the profile’s and a full tariff day into one message', () => {
    const { dailyClosure, monthlyClosure, totals } = catalogue
    const row = (codec: RowKind<unknown>['codec']): number =>
      encode(codec, fc.sample(arbitrary(codec, leaves), { numRuns: 1, seed: 1 })[0]).length
    for (const { codec } of [dailyClosure, monthlyClosure, totals] as RowKind<unknown>[]) {
      expect(row(codec)).toBeLessThanOrEqual(109)
    }
  })

  test('knows size, unit, range and actions of each row', () => {
    const rows = describeRows()
    expect(rows.map(({ kind }) => kind)).toEqual(kinds.map(([name]) => name))
    expect(rows.find(({ kind }) => kind === 'dailyClosure')).toMatchObject({
      table: 13,
      rows: catalogue.dailyClosure.rows,
      octets: [37, 37],
      actions: [{ action: 'read', right: 'read' }],
    })
    expect([rowLength(catalogue.dailyClosure), rowLength(catalogue.identity)]).toEqual([37, undefined])
    const limiter = rows.find(({ kind }) => kind === 'limiter')!
    expect(limiter.fields[1]).toEqual({ name: 'normal', octets: 4, range: [0, 0xffff_ffff], unit: 'W' })
    const resettable = rows.filter(({ actions }) => actions.some(({ action }) => action === 'reset'))
    expect(resettable.map(({ kind }) => kind)).toEqual([
      'customerDevice',
      'firmwareTransfer',
      'lineStatistics',
    ])
    for (const [, { codec, units = {} }] of kinds)
      for (const name of Object.keys(units))
        expect(codec.shape.kind === 'sequence' && codec.shape.fields.map(([field]) => field)).toContain(name)
  })

  test('names values and units', () => {
    const { readings } = catalogue.supplyQuality
    const phases = [{ voltage: 2301, current: 52, activeImport: 110, activeExport: 0 }]
    expect(readings?.({ time: 1, frequency: 50_010, phases })).toContainEqual({
      obis: '1.0.32.7.0.255',
      value: 2301,
      scaler: -1,
      unit: 'V',
    })
  })

  test('keeps a day and a month in rows of their own until they are old', () => {
    expect(rowOfDay(20_000 + 93)).toBe(rowOfDay(20_000))
    expect(new Set(Array.from({ length: 93 }, (_, i) => rowOfDay(20_000 + i))).size).toBe(93)
    expect(rowOfMonth(2026, 1) - rowOfMonth(2025, 12)).toBe(1)
  })
})

test('the status word has its bits where the field’s has them', () => {
  const bits = new Set<StatusBit>(['breakerOpen', 'clockInvalid'])
  expect([...encode(statusWord, { bits, eventCounter: 0x1234, alarmCounter: 0x10005 })]).toEqual([
    ...[9, 0, 0x34, 0x12, 5, 0, 0, 0],
  ])
  for (const bit of statusBits) {
    const word = { bits: new Set([bit]), eventCounter: 7, alarmCounter: 8 }
    expect(decode(statusWord, encode(statusWord, word))).toEqual(word)
  }
})

describe('a block of the profile', () => {
  const day = (increment: (quarter: number) => number, quarters = 96): ProfileRow[] => {
    let value = 123_456
    return Array.from({ length: quarters + 1 }, (_, i) => {
      value += i === 0 ? 0 : increment(i)
      return { time: 1_790_000_100 + 900 * i, status: i < 8 ? 0 : 8, value }
    })
  }
  const roundTrip = (rows: readonly ProfileRow[]) => decode(profileBlock, encode(profileBlock, rows))

  test.each([
    ['a quiet day', day(i => i % 200), 110],
    ['an ordinary day', day(i => 200 + i), 206],
    ['a day of a large customer', day(i => 90_000 + i), 398],
    ['the day of 25 hours', day(i => i, 100), 114],
    ['the day of 23 hours', day(i => i, 92), 106],
  ])('of %s comes back as it was, in %i octets', (_, rows, length) => {
    expect(roundTrip(rows)).toEqual(rows)
    expect(encode(profileBlock, rows)).toHaveLength(length)
  })

  test('tells rows that are missing from those without consumption, and statuses apart', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 70_000 }), fc.integer({ min: 0, max: 3 })), {
          maxLength: 100,
        }),
        steps => {
          let value = 0
          const rows = [
            { time: 900, status: 0, value: 0 },
            ...steps.map(([step, kind], i) => {
              value += step
              return { time: 900 * (i + 2), status: kind, value, missing: kind === 3 }
            }),
          ].flatMap(({ time, status, value, ...rest }) =>
            'missing' in rest && rest.missing ? [] : [{ time, status, value }],
          )
          expect(roundTrip(rows)).toEqual(rows)
        },
      ),
    )
  })

  test('survives registers that wrap around, and registers that seem to run back where the clock was set back', () => {
    const rows = [4_294_967_290, 5, 3].map((value, i) => ({ time: 900 * i, status: 0, value }))
    expect(roundTrip(rows)).toEqual(rows)
  })

  test('ends where the room ends, and goes on behind it', () => {
    for (const rows of [day(i => i % 200), day(i => 200 + i), day(i => 90_000 + i)]) {
      const found: ProfileRow[] = []
      for (let left: readonly ProfileRow[] = rows; left.length > 0; ) {
        const part = fittingRows(left, 109)
        expect(encode(profileBlock, part).length).toBeLessThanOrEqual(109)
        found.push(...roundTrip(part))
        left = left.slice(part.length)
      }
      expect(found).toEqual(rows)
    }
    expect(
      fittingRows(
        day(() => 1),
        5,
      ),
    ).toEqual([])
  })

  test('parts rows that lie months apart', () => {
    const rows = [0, 900, 900 * 1000].map(time => ({ time, status: 0, value: 1 }))
    expect(fittingRows(rows, 109)).toEqual(rows.slice(0, 2))
  })

  test('survives octets that are none', () => {
    const random = new Random(1)
    const corpus = [day(i => i % 9), day(() => 300 + random.below(9))].map(rows => encode(profileBlock, rows))
    const { accepted, refused } = fuzzDecoder(octets => decode(profileBlock, octets), corpus, {
      runs: 20_000,
    })
    expect(Math.min(accepted, refused)).toBeGreaterThan(500)
  })
})
