import { zone } from '@ferraris/cosem'
import { describe, expect, test } from 'vitest'
import { dayGrid, incrementsOf } from './profile-day.ts'

const grid = { ...dayGrid(zone('Europe/Rome'), '2026-11-20'), intervals: 6 }
/** Rows by the quarter they end; a missing one is undefined. */
function rowsOf(values: (number | undefined)[], status: Record<number, number> = {}) {
  return values.flatMap((value, quarter) =>
    value === undefined ? [] : [{ time: grid.start + quarter * 900, value, status: status[quarter] ?? 0 }],
  )
}

describe('increments of a day', () => {
  test('are the differences of the rows that end and begin an interval', () => {
    const { increments, status } = incrementsOf(
      grid,
      rowsOf([100, 110, 115, 115, 130, 131, 140], { 2: 0x08 }),
    )
    expect(increments).toEqual([10, 5, 0, 15, 1, 9])
    expect(status).toEqual([0, 8, 0, 0, 0, 0])
  })

  test('are not known on both sides of a row that is missing', () => {
    expect(incrementsOf(grid, rowsOf([100, 110, undefined, 130, 131, 140])).increments).toEqual([
      10,
      null,
      null,
      1,
      9,
      null,
    ])
  })

  test('are none while the meter was without power and its register stood still', () => {
    const dark = incrementsOf(grid, rowsOf([100, 110, undefined, undefined, 110, 120, 130], { 4: 0x80 }))
    expect(dark.increments).toEqual([10, 0, 0, 0, 10, 10])
    expect(dark.status).toEqual([0, 0x80, 0x80, 0x80, 0, 0])
    const used = incrementsOf(grid, rowsOf([100, 110, undefined, undefined, 111, 120, 130], { 4: 0x80 }))
    expect(used.increments).toEqual([10, null, null, null, 9, 10])
  })

  test('follow the later of two rows about one instant, and say that the clock was set', () => {
    const rows = [...rowsOf([100, 110, 120]), { time: grid.start + 900, value: 125, status: 0 }]
    const { increments, status } = incrementsOf(grid, rows)
    expect(increments.slice(0, 2)).toEqual([25, -5])
    expect(status[0]).toBe(0x20)
  })

  test('are marked by a row that lies between the quarters', () => {
    const rows = [...rowsOf([100, 110, 120]), { time: grid.start + 1000, value: 111, status: 0x20 }]
    expect(incrementsOf(grid, rows)).toMatchObject({ increments: [10, 10, null, null, null, null] })
    expect(incrementsOf(grid, rows).status[1]).toBe(0x20)
  })

  test('are all unknown when there are no rows, or only others', () => {
    expect(incrementsOf(grid, []).increments).toEqual(Array(6).fill(null))
    const others = [
      { time: grid.start - 900, value: 1, status: 0x80 },
      { time: grid.end + 900, value: 2, status: 1 },
    ]
    expect(incrementsOf(grid, others).status).toEqual(Array(6).fill(0))
  })
})
