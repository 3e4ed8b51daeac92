import { data, dateTimeAt, encodeData, encodeDateTime, zone } from '@ferraris/cosem'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeProfileColumns, type ProfileColumns } from '../profile/profile-columns.ts'
import { quality } from '../quality.ts'
import { blocksOfRun } from './interval-block.ts'
import { intervalsFromProfile, type ProfileRegister } from './intervals-from-profile.ts'
import { joinRegisters, type RegisterRow } from './join-registers.ts'

const rome = zone('Europe/Rome')
const period = 900
const register: ProfileRegister = { obis: '1.0.1.8.0.255', kind: 'cumulative', factor: 1 }

function intervals(rows: ProfileColumns, registers: readonly ProfileRegister[] = [register]) {
  return intervalsFromProfile(rows, registers, { zone: rome, period, from: 0, to: 4e9 })
}

function energyOf(rows: ProfileColumns): number {
  let sum = 0
  for (const { values } of intervals(rows).blocks) for (const value of values) sum += value ?? 0
  return sum
}

/** Rows of days in a line, with what was used in each quarter. */
const load = fc
  .record({
    day: fc.constantFrom('2026-03-28', '2026-10-24', '2026-11-20'),
    uses: fc.array(fc.nat(5000), { minLength: 1, maxLength: 300 }),
    first: fc.nat(4_000_000),
  })
  .map(({ day, uses, first }): RegisterRow[] => {
    let [time, value] = [rome.startOfDay(day), first]
    return [
      { time, status: 0, value },
      ...uses.map(use => {
        time += period
        value += use
        return { time, status: 0, value }
      }),
    ]
  })

describe('of the rows of a load', () => {
  test('the increments add up to what the register has gone on', () => {
    fc.assert(
      fc.property(load, rows => {
        expect(energyOf(joinRegisters([rows]))).toBe((rows.at(-1)?.value ?? 0) - (rows[0]?.value ?? 0))
      }),
    )
  })

  test('none is lost or counted twice where the clock was set back in between', () => {
    const setBack = fc.record({ rows: load, at: fc.nat(300), quarters: fc.integer({ min: 1, max: 8 }) })
    fc.assert(
      fc.property(setBack, ({ rows, at, quarters }) => {
        const place = Math.min(at, rows.length - 1)
        // Rows before it would come to stand before the first one, and a row without any after it is where both end.
        fc.pre(place > quarters && rows.length - place > quarters)
        const shown = rows.map((row, n) => (n > place ? { ...row, time: row.time - quarters * period } : row))
        expect(energyOf(joinRegisters([shown]))).toBe((rows.at(-1)?.value ?? 0) - (rows[0]?.value ?? 0))
      }),
    )
  })

  test('the order does not matter, newest first or any', () => {
    const shuffled = load.chain(rows =>
      fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length })),
    )
    fc.assert(
      fc.property(shuffled, ([rows, others]) => {
        const blocks = intervals(joinRegisters([rows])).blocks
        expect(intervals(joinRegisters([rows.toReversed()])).blocks).toEqual(blocks)
        expect(intervals(joinRegisters([others])).blocks).toEqual(blocks)
      }),
    )
  })

  test('registers read one by one give what rows of all of them give', () => {
    const two = fc.tuple(load, fc.nat(3)).map(([rows, missing]) => {
      const other = rows.map(row => ({ ...row, value: row.value * 2 }))
      return { rows, other: other.slice(0, other.length - missing) }
    })
    const registers = [register, { ...register, obis: '1.0.2.8.0.255' }]
    fc.assert(
      fc.property(two, ({ rows, other }) => {
        const joined = intervals(joinRegisters([rows, other]), registers).blocks
        const alone = (list: readonly RegisterRow[], place: number) =>
          intervals(joinRegisters([list]), registers.slice(place, place + 1)).blocks
        expect(joined.filter(block => block.obis === register.obis)).toEqual(alone(rows, 0))
        expect(joined.filter(block => block.obis !== register.obis)).toEqual(alone(other, 1))
      }),
    )
  })
})

test('where a clock was set back, rows of registers read one by one belong together by the order of capture', () => {
  const start = rome.startOfDay('2026-11-20')
  const rows = (values: readonly number[]) =>
    [0, 1, 2, 1, 2, 3].map((quarter, n) => ({
      time: start + quarter * period,
      status: 0,
      value: values[n] ?? 0,
    }))
  const joined = joinRegisters([rows([10, 11, 12, 13, 14, 15]), rows([5, 5, 5, 5, 5, 6])])
  expect(joined.count).toBe(6)
  const [first, second] = intervals(joined, [register, { ...register, obis: '1.0.2.8.0.255' }]).blocks
  expect(first?.values.slice(0, 4)).toEqual([3, 1, 1, null])
  expect(second?.values.slice(0, 4)).toEqual([0, 0, 1, null])
  const { clockAdjusted, valid } = quality
  expect(second?.quality.slice(0, 3)).toEqual([clockAdjusted, clockAdjusted, valid])
})

test('a profile newest first without stamps gives what the oldest first gives', () => {
  const roles = ['clock', 'register'] as const
  const start = rome.startOfDay('2026-10-25')
  const buffer = (numbers: readonly number[]) =>
    encodeData(
      data.array(
        ...numbers.map((n, row) =>
          data.structure(
            row === 0 ? data.octets(encodeDateTime(dateTimeAt(start + n * period, rome))) : data.nothing(),
            data.doubleLongUnsigned(1000 + n * n),
          ),
        ),
      ),
    )
  const rows = Array.from({ length: 101 }, (_, n) => n)
  const settings = { zone: rome, capturePeriod: period }
  const oldest = intervals(decodeProfileColumns(buffer(rows), roles, settings))
  const newest = intervals(
    decodeProfileColumns(buffer(rows.toReversed()), roles, { ...settings, newestFirst: true }),
  )
  expect(oldest.blocks[0]?.values).toEqual(Array.from({ length: 100 }, (_, n) => 2 * n + 1))
  expect(newest).toEqual(oldest)
})

test('numbers of floating point that are none leave their intervals missing', () => {
  const start = rome.startOfDay('2026-11-20')
  const values = [1, Number.POSITIVE_INFINITY, 3, 4.4]
  const rows = values.map((value, n) => ({ time: start + n * period, status: 0, value }))
  expect(intervals(joinRegisters([rows])).blocks[0]?.values.slice(0, 3)).toEqual([null, null, 1])
})

test('hostile rows: blocks have the length of their day, values are whole or missing, and time is bounded', () => {
  const start = rome.startOfDay('2026-10-24')
  const hostile = fc.record({
    time: fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: -5, max: 300 }).map(n => start + n * period) },
      { weight: 2, arbitrary: fc.integer({ min: 0, max: 300 * period }).map(n => start + n) },
      fc.constantFrom(Number.NaN, 0, -1e12, 2 ** 32, 1e15, Number.POSITIVE_INFINITY),
    ),
    status: fc.nat(255),
    value: fc.oneof(fc.nat(), fc.constantFrom(Number.NaN, -1, 0.5, 2 ** 32 - 1, Number.NEGATIVE_INFINITY)),
  })
  fc.assert(
    fc.property(fc.array(hostile, { maxLength: 60 }), fc.boolean(), (rows, isIncrement) => {
      const registers = [
        { ...register, kind: isIncrement ? 'increment' : 'cumulative', wrapsAt: 2 ** 32 } as const,
      ]
      const span = { from: start - period, to: start + 400 * period }
      const { blocks, unused } = intervalsFromProfile(joinRegisters([rows]), registers, {
        zone: rome,
        period,
        ...span,
      })
      for (const block of blocks) {
        expect(block.values.length).toBe(rome.quartersOfDay(block.day))
        const isSound = block.values.every(
          (value, i) =>
            (value === null || Number.isSafeInteger(value)) &&
            (value === null) === (block.quality[i] === quality.missing),
        )
        expect(isSound).toBe(true)
      }
      expect(unused.offGrid + unused.duplicate + unused.outOfRange + unused.withoutTime).toBeLessThanOrEqual(
        rows.length,
      )
    }),
    { numRuns: 3000, seed: 8 },
  )
})

test('stamps a century apart do not make a century of intervals', () => {
  const rows = [0, 3e9].map(time => ({ time, status: 0, value: time }))
  const { blocks, unused } = intervals(joinRegisters([rows]))
  expect(blocks).toEqual([])
  expect(unused.outOfRange).toBe(1)
})

test('a run of intervals is cut at the midnights of a zone, and has no place where it does not keep step with them', () => {
  const start = rome.startOfDay('2026-10-24')
  const values = Array.from({ length: 96 + 100 + 1 }, (_, i) => (i === 3 ? null : i))
  const codes = values.map(value => (value === null ? quality.missing : quality.valid))
  const run = { obis: register.obis, start, intervalSeconds: period, values, quality: codes }
  const blocks = blocksOfRun(run, rome)
  expect(blocks.map(({ day, values }) => [day, values.length])).toEqual([
    ['2026-10-24', 96],
    ['2026-10-25', 100],
    ['2026-10-26', 96],
  ])
  expect(blocks.flatMap(block => block.values).slice(0, values.length)).toEqual(values)
  expect(blocks[2]?.quality.slice(0, 2)).toEqual([quality.valid, quality.missing])
  const [first] = blocksOfRun(
    { ...run, start: start + 4 * period, values: [7], quality: [quality.suspect] },
    rome,
  )
  expect(first?.values.slice(3, 6)).toEqual([null, 7, null])
  expect(blocksOfRun({ ...run, start: start + 7 }, rome)).toEqual([])
})
