import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { temporaryStore } from '../../testing/temporary-store.ts'
import { takeFromHour } from './measure.ts'

const noon = Date.parse('2026-11-20T12:00:00Z')
const minute = 60_000
let store: Awaited<ReturnType<typeof temporaryStore>>
beforeAll(async () => {
  store = await temporaryStore()
})
beforeEach(() => store.kysely.deleteFrom('disconnection').execute())
afterAll(() => store.remove())

test('of many that ask at the same time no more get through than an hour allows', async () => {
  const asked = Array.from({ length: 40 }, () => takeFromHour(store.kysely, 1, 10, noon))
  expect((await Promise.all(asked)).filter(Boolean)).toHaveLength(10)
})

test('an hour later there is room again, minute by minute', async () => {
  const take = (minutes: number, meters: number) =>
    takeFromHour(store.kysely, meters, 10, noon + minutes * minute)
  expect(await take(0, 6)).toBe(true)
  expect(await take(30, 4)).toBe(true)
  expect(await take(60, 1)).toBe(false)
  expect(await take(61, 6)).toBe(true)
  expect(await take(61, 1)).toBe(false)
  expect(await take(91, 4)).toBe(true)
})

test('what does not fit as a whole takes no place', async () => {
  expect(await takeFromHour(store.kysely, 11, 10, noon)).toBe(false)
  expect(await takeFromHour(store.kysely, 10, 10, noon)).toBe(true)
  expect(await takeFromHour(store.kysely, 1, 0, noon)).toBe(false)
})
