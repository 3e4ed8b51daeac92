import { data, dateTimeAt, encodeData, encodeDateTime, obis, zone } from '@ferraris/cosem'
import { obisCodes } from '@ferraris/metering'
import { expect, test } from 'vitest'
import type { ProfileHead } from './profile-head.ts'
import { decodeRows } from './profile-rows.ts'

const rome = zone('Europe/Rome')
const name = obis('1.0.99.1.0.255')
const start = Date.parse('2026-11-20T00:00:00+01:00') / 1000
const head: ProfileHead = {
  capturePeriod: 900,
  columns: [
    { classId: 8, obis: obisCodes.clock, attribute: 2 },
    { classId: 3, obis: obisCodes.activeEnergyImport, attribute: 2 },
  ],
}

function stamp(instant: number, change: object = {}) {
  return data.octets(encodeDateTime({ ...dateTimeAt(instant, rome), ...change }))
}

function rowsOf(cells: readonly (readonly [stamp: number | undefined, value: number])[], change = {}) {
  return encodeData(
    data.array(
      ...cells.map(([at, value]) =>
        data.structure(at === undefined ? data.nothing() : stamp(at, change), data.doubleLongUnsigned(value)),
      ),
    ),
  )
}

function decode(octets: Uint8Array, newestFirst?: boolean) {
  const { times, registers } = decodeRows(
    octets,
    name,
    { ...head, ...(newestFirst !== undefined && { newestFirst }) },
    { zone: rome },
  )
  return [...times].map((time, i) => [time - start, registers[0]![i]])
}

const upwards = [
  [0, 10],
  [900, 11],
  [1800, 12],
]

test('rows come oldest first, whatever the order of the buffer', () => {
  const down = rowsOf([
    [start + 1800, 12],
    [start + 900, 11],
    [start, 10],
  ])
  expect(decode(down, true)).toEqual(upwards)
  expect(decode(down)).toEqual(upwards)
})

test('a stamp that was left out is one period before the row above, where the newest row comes first', () => {
  const down = rowsOf([
    [start + 1800, 12],
    [undefined, 11],
    [undefined, 10],
  ])
  expect(decode(down, true)).toEqual(upwards)
})

test('stamps that go back give the order where the profile does not', () => {
  const down = rowsOf([
    [start + 1800, 12],
    [undefined, 11],
    [start, 10],
  ])
  expect(decode(down)).toEqual(upwards)
  expect(decode(down, false)).toEqual(upwards)
})

test('stamps without deviation are told apart by the bit for daylight saving in the hour that is passed twice', () => {
  const twice = Date.parse('2026-10-25T02:30:00+02:00') / 1000
  const octets = rowsOf(
    [
      [twice, 1],
      [twice + 3600, 2],
    ],
    { deviation: undefined },
  )
  const { times } = decodeRows(octets, name, head, { zone: rome })
  expect([...times]).toEqual([twice, twice + 3600])
})
