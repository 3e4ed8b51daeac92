import { zone } from '@ferraris/cosem'
import { obisCodes, profileStatus, quality, type RegisterRow } from '@ferraris/metering'
import { expect, test } from 'vitest'
import { dayGrid, incrementsOf } from './profile-day.ts'

const rome = zone('Europe/Rome')
const grid = dayGrid(rome, '2026-11-20')
const { activeEnergyImport, activeEnergyExport } = obisCodes

/** Rows by the quarter they end; a missing one is undefined. */
function rowsOf(values: readonly (number | undefined)[], status: Record<number, number> = {}): RegisterRow[] {
  return values.flatMap((value, quarter) =>
    value === undefined ? [] : [{ time: grid.start + quarter * 900, value, status: status[quarter] ?? 0 }],
  )
}

/** Increments and quality of the first quarters of a day with one register. */
function first(count: number, rows: readonly RegisterRow[]) {
  const [day] = incrementsOf(rome, grid, new Map([[activeEnergyImport, rows]]))
  return { increments: day?.increments.slice(0, count), quality: day?.quality.slice(0, count) }
}

const { valid, missing, powerOff, clockAdjusted, suspect } = quality

test('the increments of a day are the differences of the rows that end and begin an interval', () => {
  const rows = rowsOf([100, 110, 115, 115], { 2: profileStatus.daylightSaving })
  expect(first(4, rows)).toEqual({
    increments: [10, 5, 0, null],
    quality: [valid, valid, valid, missing],
  })
})

test('nothing was used while the meter was without power and its register stood still', () => {
  const rows = rowsOf([100, 110, undefined, undefined, 110, 120], { 4: profileStatus.powerDown })
  expect(first(5, rows)).toEqual({
    increments: [10, 0, 0, 0, 10],
    quality: [valid, powerOff, powerOff, powerOff, valid],
  })
})

test('the later of two rows about one instant stays, and shows that the clock was set', () => {
  const rows = [...rowsOf([100, 110, 120]), { time: grid.start + 900, value: 125, status: 0 }]
  expect(first(2, rows)).toEqual({ increments: [25, -5], quality: [clockAdjusted, suspect] })
})

test('registers without a row of the day are missing all of it', () => {
  const before = [{ time: grid.start - 900, value: 1, status: profileStatus.powerDown }]
  const rows = new Map([
    [activeEnergyImport, rowsOf([1, 2])],
    [activeEnergyExport, before],
  ])
  const [known, unknown] = incrementsOf(rome, grid, rows)
  expect(known?.increments.slice(0, 2)).toEqual([1, null])
  expect(unknown).toEqual({
    obis: activeEnergyExport,
    increments: Array(96).fill(null),
    quality: Array(96).fill(missing),
  })
})
