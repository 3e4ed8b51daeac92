import { afterAll, beforeAll, expect, test } from 'vitest'
import { enrolSome, ring } from '../testing/readings.ts'
import { temporaryStore } from '../testing/temporary-store.ts'
import { EnrolmentError, enrol } from './enrol.ts'
import { listEndDevices, listUsagePoints } from './queries.ts'
import type { DeviceOrder } from './schemas.ts'

const now = Date.parse('2026-11-21T09:30:00Z')
let store: Awaited<ReturnType<typeof temporaryStore>>
beforeAll(async () => {
  store = await temporaryStore()
})
afterAll(() => store.remove())

const device = { serial: 'X1', uri: 'dlms+tcp://127.0.0.1:4059', keys: [] }
const key = '0102030405060708090a0b0c0d0e0f10'

test('enrolling again changes nothing but what is given anew', async () => {
  expect(await enrol(store.pool, ring, [device], now)).toEqual({ enrolled: 1, known: 0 })
  const moved = { ...device, uri: 'dlms+tcp://127.0.0.1:4060', usagePoint: 'POD-X1' }
  expect(await enrol(store.pool, ring, [moved, moved], now)).toEqual({ enrolled: 0, known: 1 })
  const { items } = await listEndDevices(store.kysely, { search: 'X1', limit: 10, now })
  expect(items).toMatchObject([{ serial: 'X1', uri: 'dlms+tcp://127.0.0.1:4060', usagePoint: 'POD-X1' }])
})

test('a mistake in one device stores none, and names the field but never the key', async () => {
  const wrong = { ...device, serial: 'X3', keys: [{ client: 2, guek: key, gak: 'ffff0000secret' }] }
  const attempt = enrol(store.pool, ring, [{ ...device, serial: 'X2' }, wrong], now)
  await expect(attempt).rejects.toThrow(EnrolmentError)
  await expect(attempt).rejects.toThrow('end device 1, keys.0.gak: must be 32 or 64 hex digits')
  expect((await listEndDevices(store.kysely, { search: 'X2', limit: 10, now })).total).toBe(0)
})

test('ten thousand devices are enrolled and paged through in order', async () => {
  await enrolSome(store.pool, 10_000, { now, prefix: 'Z' })
  const serials: string[] = []
  let cursor: string | null | undefined
  while (cursor !== null) {
    const page = await listEndDevices(store.kysely, {
      search: 'z0000',
      limit: 500,
      now,
      ...(cursor !== undefined && { cursor }),
    })
    expect(page.total).toBe(9999)
    serials.push(...page.items.map(({ serial }) => serial))
    cursor = page.nextCursor
  }
  expect(serials.length).toBe(9999)
  expect(serials).toEqual([...new Set(serials)].sort())
})

test('a search takes its characters literally', async () => {
  const page = await listEndDevices(store.kysely, { search: '%', limit: 10, now })
  expect(page).toEqual({ items: [], total: 0, nextCursor: null })
})

test('a usage point lists the devices that measure there', async () => {
  const page = await listUsagePoints(store.kysely, { limit: 1 })
  expect(page.total).toBe(10_001)
  expect(page.items).toEqual([{ name: 'POD-X1', timeZone: 'Europe/Rome', endDevices: ['X1'] }])
  const next = await listUsagePoints(store.kysely, { limit: 1, cursor: page.nextCursor! })
  expect(next.items[0]!.name).toBe('POD-Z-1')
})

test('devices stand in the order that is asked for, page by page, those without the value last', async () => {
  const places = ['b', null, 'a', 'b', null]
  const devices = places.map((usagePoint, i) => ({
    serial: `ORDER-${i}`,
    uri: 'dlms+tcp://127.0.0.1:9',
    keys: [],
    ...(usagePoint !== null && { usagePoint }),
  }))
  await enrol(store.pool, ring, devices, now)
  const listed = async (order: DeviceOrder, descending: boolean) => {
    const serials: string[] = []
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const options = { search: 'order-', limit: 2, now, order, descending }
      const page = await listEndDevices(store.kysely, { ...options, ...(cursor !== undefined && { cursor }) })
      serials.push(...page.items.map(({ serial }) => serial.slice(-1)))
      cursor = page.nextCursor
    }
    return serials.join('')
  }
  expect(await listed('usagePoint', false)).toBe('20314')
  expect(await listed('usagePoint', true)).toBe('03214')
  expect(await listed('serial', true)).toBe('43210')
  for (const order of [
    'state',
    'uri',
    'model',
    'lastContact',
    'clockOffset',
    'completeness',
    'nextDue',
  ] as const)
    expect(await listed(order, true)).toBe('01234')
  const { nextCursor } = await listEndDevices(store.kysely, { limit: 1, now, order: 'usagePoint' })
  await expect(
    listEndDevices(store.kysely, { limit: 1, now, order: 'model', cursor: nextCursor! }),
  ).rejects.toMatchObject({ code: 'cursor-invalid' })
})
