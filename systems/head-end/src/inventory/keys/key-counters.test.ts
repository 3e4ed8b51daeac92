import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { reserveCountersFrom } from '../../collection/leases/keep.ts'
import type { Lease } from '../../collection/leases/lease.ts'
import { leaseDue, leaseOne } from '../../collection/leases/take.ts'
import { guekOf, ring } from '../../testing/readings.ts'
import { temporaryStore } from '../../testing/temporary-store.ts'
import { type Enrolment, enrol } from '../enrol.ts'
import { removeEndDevice } from '../queries.ts'

const now = Date.parse('2026-11-21T09:30:00Z')
let store: Awaited<ReturnType<typeof temporaryStore>>
beforeAll(async () => {
  store = await temporaryStore()
})
afterAll(() => store.remove())

function meter(serial: string, key: string, client = 2): Enrolment {
  const uri = `dlms+tcp://127.0.0.1:4059?client=${client}&server=1&auth=gmac`
  return { serial, uri, keys: [{ client, guek: guekOf(key), gak: guekOf('gak') }] }
}
async function counters(serial: string): Promise<Lease['counters']> {
  const terms = { owner: randomUUID(), now, leaseSeconds: 0, counters: 64, serial }
  const lease = await leaseOne(store.pool, ring, terms)
  if (lease === undefined || lease === 'busy') throw new Error('not leased')
  return lease.counters
}

test('a meter that is removed and enrolled again with its key goes on behind the counters that were used', async () => {
  await enrol(store.pool, ring, [meter('A1', 'a')], now)
  const before = await counters('A1')
  await removeEndDevice(store.kysely, 'A1')
  await enrol(store.pool, ring, [meter('A1', 'a')], now)
  expect((await counters('A1')).next).toBeGreaterThanOrEqual(before.end)
})

test('a key under two serial numbers has one counter, also when both are leased at once', async () => {
  await enrol(store.pool, ring, [meter('B1', 'b'), meter('B2', 'b')], now)
  const terms = { owner: randomUUID(), now, leaseSeconds: 30, counters: 64, limit: 100 }
  const leases = (await leaseDue(store.pool, ring, terms)).filter(({ serial }) => serial.startsWith('B'))
  const [first, second] = leases.map(lease => lease.counters).toSorted((a, b) => a.next - b.next)
  expect(first!.end - first!.next).toBe(64)
  expect(second!.next).toBe(first!.end)
  const past = await reserveCountersFrom(store.pool, leases[0]!.counterKey, 9000, 64)
  expect(past).toEqual({ next: 9000, end: 9064 })
  const later = { ...terms, now: now + 60_000 }
  const again = (await leaseDue(store.pool, ring, later)).filter(({ serial }) => serial.startsWith('B'))
  expect(Math.min(...again.map(lease => lease.counters.next))).toBe(9064)
})

test('a key that goes to another meter takes its counter along, and the meter that gets a new key does not go back', async () => {
  await enrol(store.pool, ring, [meter('C1', 'c1'), meter('C2', 'c2')], now)
  const used = await counters('C1')
  await counters('C1')
  const other = await counters('C2')
  await enrol(store.pool, ring, [meter('C1', 'fresh'), meter('C2', 'c1')], now)
  expect((await counters('C2')).next).toBeGreaterThan(used.end)
  expect((await counters('C1')).next).toBeGreaterThan(used.end)
  await enrol(store.pool, ring, [meter('C3', 'c2')], now)
  expect((await counters('C3')).next).toBeGreaterThanOrEqual(other.end)
})

test('workers who lease meters with one key at the same time get stretches that do not overlap', async () => {
  await enrol(
    store.pool,
    ring,
    Array.from({ length: 60 }, (_, i) => meter(`D${i}`, 'd')),
    now,
  )
  const terms = () => ({ owner: randomUUID(), now: now + 1, leaseSeconds: 30, counters: 64, limit: 10 })
  const leased = (
    await Promise.all(Array.from({ length: 8 }, () => leaseDue(store.pool, ring, terms())))
  ).flat()
  const own = leased.filter(({ serial }) => serial.startsWith('D')).map(lease => lease.counters)
  const sorted = own.toSorted((a, b) => a.next - b.next)
  expect(sorted.length).toBeGreaterThan(40)
  for (const [i, { end }] of sorted.slice(0, -1).entries())
    expect(sorted[i + 1]!.next).toBeGreaterThanOrEqual(end)
})

test('enrolments of the same meters at the same time, in other orders, all succeed', async () => {
  const meters = Array.from({ length: 200 }, (_, i) => meter(`E${i}`, `e${i}`))
  const orders = [
    meters,
    meters.toReversed(),
    meters.toSorted(() => 0),
    [...meters.slice(100), ...meters.slice(0, 100)],
  ]
  const outcomes = await Promise.all([...orders, ...orders].map(order => enrol(store.pool, ring, order, now)))
  expect(outcomes.reduce((sum, { enrolled }) => sum + enrolled, 0)).toBe(200)
})

test.each<[what: string, change: Partial<Enrolment>, field: string]>([
  ['no keys for the client that the URI names', { keys: [] }, 'keys'],
  ['an offset for a time zone', { timeZone: '+01:00' }, 'timeZone'],
  ['a file that is no serial port', { uri: 'dlms+serial:///etc/passwd?client=2&auth=gmac' }, 'uri'],
  ['a way around to one', { uri: 'dlms+serial:///dev/ttyS0/../../etc/passwd?client=2&auth=gmac' }, 'uri'],
])('an enrolment with %s is refused', async (_, change, field) => {
  const refused = enrol(store.pool, ring, [meter('OK', 'ok'), { ...meter('F1', 'f'), ...change }], now)
  await expect(refused).rejects.toMatchObject({ code: 'enrolment-invalid', field, index: 1 })
  expect(
    await store.kysely.selectFrom('end_device').select('id').where('serial', '=', 'OK').execute(),
  ).toEqual([])
})

test('a meter that is known needs no keys again, and one without security none at all', async () => {
  await enrol(store.pool, ring, [meter('G1', 'g')], now)
  expect(await enrol(store.pool, ring, [{ ...meter('G1', 'g'), keys: [] }], now)).toEqual({
    enrolled: 0,
    known: 1,
  })
  const open = { serial: 'G2', uri: 'dlms+tcp://127.0.0.1:4059?client=16&auth=none', keys: [] }
  expect(await enrol(store.pool, ring, [open], now)).toEqual({ enrolled: 1, known: 0 })
})
