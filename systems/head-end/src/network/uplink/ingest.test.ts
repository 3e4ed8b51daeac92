import { quality } from '@ferraris/metering'
import { killServer } from '@ferraris/service/testing'
import type { DownMessage } from '@ferraris/uplink'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { withOrdinals } from '../../events/event-writer.ts'
import { listEndDeviceEvents } from '../../events/queries.ts'
import { endDeviceBySerial } from '../../inventory/queries.ts'
import { intervalBlocks, latestRegisters } from '../../readings/queries.ts'
import {
  acaOf,
  importRegister,
  neighbour,
  openNetwork,
  profileDay,
  serialOf,
  type TestConcentrator,
  type TestNetwork,
} from '../../testing/network.fixture.ts'
import { refusedResults } from './refused-results.ts'

let net: TestNetwork
let c1: TestConcentrator
beforeAll(async () => {
  net = await openNetwork()
  c1 = await net.concentrator('C1')
  await net.enrolMeters([1, 2, 3, 4, 5, 6, 7])
  const neighbours = [1, 2, 3, 4, 5, 6, 7].map(n => neighbour(n, net.clock.now))
  await c1.say({ kind: 'inventory', at: net.clock.now, neighbours })
})
afterAll(() => net.close())

function acknowledged(told: readonly DownMessage[]) {
  return told.flatMap(message => (message.kind === 'acknowledge' ? message.keys : []))
}
function refusals(told: readonly DownMessage[]) {
  return told.flatMap(message => (message.kind === 'refuse' ? message.refusals : []))
}
function importOf(n: number, day: string) {
  return intervalBlocks(net.store.kysely, {
    endDevice: serialOf(n),
    obis: '1.0.1.8.0.255',
    from: day,
    to: day,
  })
}
async function count(table: string, n: number) {
  const { rows } = await net.store.pool.query(
    `select count(*)::int as count from ${table} where end_device_id = (select id from end_device where serial = $1)`,
    [serialOf(n)],
  )
  return rows[0].count
}

test('a day of a profile is stored as a session with the meter would have stored it, and acknowledged', async () => {
  const day = profileDay(1, '2026-11-18')
  const increments: (number | null)[] = [...day.registers[0]!.increments]
  increments[3] = null
  increments[5] = 0
  const register = importRegister(increments)
  register.quality[5] = quality.powerOff
  register.quality[7] = quality.clockAdjusted
  register.quality[9] = quality.suspect
  await c1.say({ kind: 'results', results: [{ ...day, registers: [register] }] })
  await c1.until(told => acknowledged(told).includes(day.key))
  const [block] = await importOf(1, '2026-11-18')
  expect(block).toMatchObject({
    start: '2026-11-18T00:00:00+01:00',
    intervalSeconds: 900,
    unit: 'Wh',
    values: increments,
  })
  expect(block!.quality.slice(0, 10)).toEqual([0, 0, 0, 1, 0, 4, 0, 5, 0, 3])
  expect(await endDeviceBySerial(net.store.kysely, serialOf(1), net.clock.now)).toMatchObject({
    state: 'reachable',
    lastContact: '2026-11-20T12:00:00.000Z',
    nextDue: null,
    uri: `smitp+g2://C1/${acaOf(1)}?client=2&server=1&auth=gmac`,
  })
})

test('the part of a day that is over is stored, and the rest fills it later', async () => {
  const whole = profileDay(2, '2026-11-20')
  const part = {
    ...whole,
    key: 'part',
    registers: [importRegister(whole.registers[0]!.increments.slice(0, 40))],
  }
  await c1.say({ kind: 'results', results: [part] })
  await c1.until(told => acknowledged(told).includes('part'))
  expect((await importOf(2, '2026-11-20'))[0]!.values.filter(value => value === null)).toHaveLength(56)
  await c1.say({ kind: 'results', results: [whole] })
  await c1.until(told => acknowledged(told).includes(whole.key))
  expect((await importOf(2, '2026-11-20'))[0]!.values).toEqual(whole.registers[0]!.increments)
})

test('registers become meter readings, and events become end device events', async () => {
  const time = Date.parse('2026-11-20T00:00:00+01:00')
  const base = { aca: acaOf(3), readAt: time + 1000 }
  const registers = {
    kind: 'registers',
    ...base,
    key: 'r',
    time,
    registers: [{ obis: '1.0.1.8.0.255', value: 4711 }],
  } as const
  const event = (index: number, code: number) => ({ time: time + 5000, code, index })
  const events = {
    kind: 'events',
    ...base,
    key: 'e',
    events: [event(2, 40), event(1, 40), event(3, 2)],
  } as const
  await c1.say({ kind: 'results', results: [registers, events] })
  await c1.until(told => acknowledged(told).includes('e'))
  expect(await latestRegisters(net.store.kysely, serialOf(3), net.clock.now)).toMatchObject([
    { obis: '1.0.1.8.0.255', value: 4711, unit: 'Wh', time: '2026-11-19T23:00:00.000Z', quality: 0 },
  ])
  const { items } = await listEndDeviceEvents(net.store.kysely, { endDevice: serialOf(3), limit: 10 })
  expect(items.map(({ log, code }) => [log, code])).toEqual([
    ['0.0.99.98.1.255', 40],
    ['0.0.99.98.1.255', 40],
    ['0.0.99.98.0.255', 2],
  ])
})

test('equal events of one second are told apart by their numbers, in whatever results they come', async () => {
  const time = Date.parse('2026-11-20T01:00:00+01:00')
  const numbered = (key: string, ...indices: number[]) => ({
    kind: 'events' as const,
    key,
    aca: acaOf(5),
    readAt: time + 1000,
    events: indices.map(index => ({ time, code: 40, index })),
  })
  await c1.say({ kind: 'results', results: [numbered('first', 65_535)] })
  await c1.say({ kind: 'results', results: [numbered('second', 0, 1)] })
  await c1.say({ kind: 'results', results: [numbered('third', 1, 65_535)] })
  await c1.until(told => acknowledged(told).includes('third'))
  expect(await count('end_device_event', 5)).toBe(3)
})

test('an event that came over the line is not stored again when it is read by DLMS', async () => {
  const time = Date.parse('2026-11-20T02:00:00+01:00')
  const events = [{ time, code: 2, index: 7 }]
  await c1.say({
    kind: 'results',
    results: [{ kind: 'events', key: 'by-line', aca: acaOf(6), readAt: time, events }],
  })
  await c1.until(told => acknowledged(told).includes('by-line'))
  const { id } = (await net.store.kysely
    .selectFrom('end_device')
    .select('id')
    .where('serial', '=', serialOf(6))
    .executeTakeFirst())!
  const log = '0.0.99.98.0.255'
  const read = withOrdinals([
    { time: time / 1000, code: 2, log },
    { time: time / 1000 + 1, code: 2, log },
  ])
  await net.writer.write({ endDeviceId: id, blocks: [], readings: [], events: read })
  expect(await count('end_device_event', 6)).toBe(2)
})

test('alarm registers that a concentrator has polled are one event with the row of the log that it has read', async () => {
  const time = Date.parse('2026-11-20T03:00:00+01:00')
  const told = (key: string, word: number, after: number, codes: readonly number[] = []) => ({
    kind: 'events' as const,
    aca: acaOf(7),
    readAt: time + after,
    key,
    events: codes.map((code, index) => ({ time, code, index })),
    alarms: {
      time: time + after,
      // Whatever the order: the registers are looked at first.
      words: ['0.0.97.98.20.255', '0.0.97.98.0.255', '1.0.1.8.0.255'].map(obis => ({ obis, word })),
    },
  })
  await c1.say({ kind: 'results', results: [told('before', 0, -60_000)] })
  await c1.say({ kind: 'results', results: [told('fraud', 1 << 13, 1_800_000, [40])] })
  // A bit of which no row is known is an event until one is.
  await c1.say({ kind: 'results', results: [told('clock', (1 << 13) | 1, 3_600_000)] })
  await c1.until(told => acknowledged(told).includes('clock'))
  const { items } = await listEndDeviceEvents(net.store.kysely, { endDevice: serialOf(7), limit: 10 })
  expect(items.map(({ code, learnt }) => [code, learnt])).toEqual([
    [6, ['alarm']],
    [40, ['alarm', 'line']],
  ])
})

test('results that come twice, at once and in any order, are stored once and acknowledged each time', async () => {
  const days = ['2026-11-15', '2026-11-16', '2026-11-17'].map(day => profileDay(4, day))
  const before = acknowledged(c1.told).length
  await Promise.all([
    c1.say({ kind: 'results', results: [...days].reverse() }),
    c1.say({ kind: 'results', results: days }),
    c1.say({ kind: 'results', results: [days[1]!, days[1]!] }),
  ])
  await c1.until(told => acknowledged(told).length === before + 8)
  expect(await count('interval_block', 4)).toBe(3)
  expect(await count('received_result', 4)).toBe(3)
})

test('results of a meter that a concentrator does not serve are refused for good, and kept to be looked at', async () => {
  const c2 = await net.concentrator('C2')
  await c2.say({
    kind: 'inventory',
    at: net.clock.now,
    neighbours: [neighbour(5, net.clock.now, { state: 'foreign' })],
  })
  await c2.say({ kind: 'results', results: [profileDay(5, '2026-11-18', 99)] })
  const known = profileDay(5, '2026-11-18')
  await c1.say({ kind: 'results', results: [known] })
  await c1.until(told => acknowledged(told).includes(known.key))
  expect((await importOf(5, '2026-11-18'))[0]!.values[0]).toBe(25)
  await c2.until(told => refusals(told).length === 1)
  expect(refusals(c2.told)).toMatchObject([{ key: known.key, reason: 'foreign' }])
  expect(acknowledged(c2.told)).toEqual([])
  expect(await refusedResults(net.store.kysely, 'C2', 10)).toMatchObject([
    { key: known.key, serial: serialOf(5), reason: 'foreign', content: expect.stringContaining('[99,100') },
  ])
})

test('nothing is acknowledged while the store is away, and all of it when it is back', async () => {
  const days = Array.from({ length: 10 }, (_, i) => profileDay(6, `2026-10-${String(i + 10)}`))
  const winter = days.map(day => ({ ...day, start: day.start - 3_600_000 }))
  const said = winter.map(day => c1.say({ kind: 'results', results: [day] }))
  killServer(net.store.server!.pid!)
  await Promise.all(said)
  // What a concentrator does: an answer that came before it was subscribed again is lost, and what has none is sent again.
  while (!winter.every(({ key }) => acknowledged(c1.told).includes(key))) {
    await Promise.all(winter.map(day => c1.say({ kind: 'results', results: [day] })))
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  expect(await count('interval_block', 6)).toBe(10)
})
