import { killServer } from '@ferraris/service/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listEndDeviceEvents } from '../events/queries.ts'
import { endDeviceBySerial, removeEndDevice } from '../inventory/queries.ts'
import { intervalBlocks, latestRegisters, meterReadings } from '../readings/queries.ts'
import { storeSummary } from '../readings/summary.ts'
import { dayBlock, delivery, enrolSome } from '../testing/readings.ts'
import { temporaryStore } from '../testing/temporary-store.ts'
import { Writer } from './writer.ts'

const now = Date.parse('2026-11-21T09:30:00Z')
const obis = '1.0.1.8.0.255'
let store: Awaited<ReturnType<typeof temporaryStore>>
let writer: Writer
beforeAll(async () => {
  store = await temporaryStore()
  writer = await Writer.open(store.pool, { gather: 1 })
})
afterAll(async () => {
  await writer.close()
  await store.remove()
})

async function device(prefix: string) {
  return (await enrolSome(store.pool, 1, { now, prefix }))[0]!
}
function stored(serial: string, day: string) {
  return intervalBlocks(store.kysely, { endDevice: serial, obis, from: day, to: day })
}
async function tallied(day: string) {
  const { rows } = await store.pool.query(
    'select sum(blocks)::int as blocks, sum(intervals)::int as intervals from interval_tally where day = $1',
    [day],
  )
  return rows[0]
}

describe('interval blocks', () => {
  test('come out as they went in, at local midnight with its offset', async () => {
    const { id, serial } = await device('A')
    await writer.write(delivery(id, { blocks: [dayBlock('2026-10-25')] }))
    const [block] = await stored(serial, '2026-10-25')
    expect(block).toMatchObject({
      endDevice: serial,
      start: '2026-10-25T00:00:00+02:00',
      intervalSeconds: 900,
      unit: 'Wh',
      values: dayBlock('2026-10-25').values,
    })
    expect(block!.quality).toEqual(new Array(100).fill(0))
  })

  test('delivered again, alone or twice in one commit, are stored and counted once', async () => {
    const { id, serial } = await device('B')
    const day = '2026-09-01'
    const parts = { blocks: [dayBlock(day), dayBlock(day, 25, { obis: '1.0.2.8.0.255' })] }
    await writer.write(delivery(id, parts))
    await Promise.all([writer.write(delivery(id, parts)), writer.write(delivery(id, parts))])
    expect(await tallied(day)).toEqual({ blocks: 2, intervals: 192 })
    expect((await stored(serial, day)).length).toBe(1)
  })

  test('that come in parts fill each other, and a value that is there never becomes missing', async () => {
    const { id, serial } = await device('C')
    const day = '2026-09-02'
    const all = Array.from({ length: 96 }, (_, i) => i)
    await writer.write(delivery(id, { blocks: [dayBlock(day, 25, { missing: all.slice(40) })] }))
    // The other half, staged together with a third part that overlaps it.
    await Promise.all([
      writer.write(delivery(id, { blocks: [dayBlock(day, 25, { missing: all.slice(0, 60) })] })),
      writer.write(
        delivery(id, { blocks: [dayBlock(day, 25, { missing: all.filter(i => i < 30 || i >= 60) })] }),
      ),
    ])
    await writer.write(delivery(id, { blocks: [dayBlock(day, 25, { missing: all })] }))
    const [block] = await stored(serial, day)
    expect(block!.values).toEqual(dayBlock(day).values)
    expect(await tallied(day)).toEqual({ blocks: 1, intervals: 96 })
  })

  test('that are stored valid keep their values when others come later', async () => {
    const { id, serial } = await device('D')
    const day = '2026-09-03'
    await writer.write(delivery(id, { blocks: [dayBlock(day, 25)] }))
    await writer.write(delivery(id, { blocks: [dayBlock(day, 99)] }))
    expect((await stored(serial, day))[0]!.values[0]).toBe(25)
  })

  test('of a reading type that does not exist are refused without harm to the others of their commit', async () => {
    const [good, bad] = await enrolSome(store.pool, 2, { now, prefix: 'E' })
    const day = '2026-09-04'
    const results = await Promise.allSettled([
      writer.write(delivery(bad!.id, { blocks: [{ ...dayBlock(day), obis: '9.9.9.9.9.9' }] })),
      writer.write(delivery(good!.id, { blocks: [dayBlock(day)] })),
    ])
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
    expect((await stored(good!.serial, day)).length).toBe(1)
  })

  test('leave the store and its tally with their device', async () => {
    const { id, serial } = await device('F')
    const day = '2026-09-05'
    await writer.write(delivery(id, { blocks: [dayBlock(day, 25, { missing: [3] })] }))
    expect(await tallied(day)).toEqual({ blocks: 1, intervals: 95 })
    expect(await removeEndDevice(store.kysely, serial)).toBe(true)
    expect(await tallied(day)).toEqual({ blocks: 0, intervals: 0 })
    expect(await removeEndDevice(store.kysely, serial)).toBe(false)
  })
})

test('register readings come out scaled, the latest of each register first asked for', async () => {
  const { id, serial } = await device('G')
  const at = Date.parse('2026-11-20T10:00:00Z') / 1000
  const reading = (time: number, registers: { obis: string; value: number }[]) => ({
    time,
    origin: 'registers',
    registers,
    quality: 0,
  })
  const readings = [
    reading(at, [{ obis, value: 1000 }]),
    reading(at + 3600, [
      { obis, value: 1500 },
      { obis: '1.0.32.7.0.255', value: 2301 },
    ]),
  ]
  await writer.write(delivery(id, { readings }))
  await writer.write(delivery(id, { readings }))
  expect(await latestRegisters(store.kysely, serial, now)).toEqual([
    {
      obis,
      name: 'Active energy import (A+), total',
      value: 1500,
      unit: 'Wh',
      time: '2026-11-20T11:00:00.000Z',
      quality: 0,
    },
    {
      obis: '1.0.32.7.0.255',
      name: 'Voltage L1',
      value: 230.1,
      unit: 'V',
      time: '2026-11-20T11:00:00.000Z',
      quality: 0,
    },
  ])
  const day = { endDevice: serial, from: '2026-11-20', to: '2026-11-20' }
  expect((await meterReadings(store.kysely, { ...day, obis })).map(({ value }) => value)).toEqual([
    1000, 1500,
  ])
  expect(await meterReadings(store.kysely, { ...day, from: '2026-11-21', to: '2026-11-21' })).toEqual([])
})

test('events are kept once, and listed newest first page by page', async () => {
  const { id, serial } = await device('H')
  const log = '0.0.99.98.0.255'
  const time = Date.parse('2026-11-20T10:00:00Z') / 1000
  const events = [
    { time, log, code: 2, ordinal: 0, numbered: false },
    { time, log, code: 2, ordinal: 1, numbered: false },
    { time: time + 60, log, code: 40, ordinal: 0, numbered: false },
  ]
  await writer.write(delivery(id, { events }))
  await writer.write(delivery(id, { events }))
  const first = await listEndDeviceEvents(store.kysely, { endDevice: serial, limit: 2 })
  expect(first).toMatchObject({ total: 3 })
  expect(first.items[0]).toMatchObject({
    endDevice: serial,
    time: '2026-11-20T10:01:00.000Z',
    code: 40,
    name: 'Terminal cover removed',
    severity: 'critical',
  })
  const rest = await listEndDeviceEvents(store.kysely, {
    endDevice: serial,
    limit: 2,
    cursor: first.nextCursor!,
  })
  expect(rest.items.map(({ code }) => code)).toEqual([2])
  expect(rest.nextCursor).toBeNull()
})

test('the summary counts quarter-hours of active import by local day, DST days too', async () => {
  const other = await temporaryStore()
  try {
    const [one, two] = await enrolSome(other.pool, 2, { now, prefix: 'S' })
    const own = await Writer.open(other.pool, { gather: 1 })
    const reading = {
      blocks: [dayBlock('2026-10-25'), dayBlock('2026-10-25', 1, { obis: '1.0.2.8.0.255' })],
    }
    await own.write(delivery(one!.id, reading))
    await own.write(delivery(two!.id, { blocks: [dayBlock('2026-10-24', 25, { missing: [0, 1] })] }))
    await own.close()
    const summary = await storeSummary(other.kysely, {
      now: Date.parse('2026-10-26T12:00:00Z'),
      timeZone: 'Europe/Rome',
    })
    expect(summary).toMatchObject({
      endDevices: 2,
      intervalReadings: 294,
      completeness: { day: '2026-10-25', expected: 200, received: 100 },
      states: { new: 2, reachable: 0, silent: 0, refused: 0, failed: 0 },
    })
    expect(summary.days.slice(-2)[0]).toEqual({ day: '2026-10-24', expected: 192, received: 94 })
    expect(summary.days.length).toBe(14)
  } finally {
    await other.remove()
  }
})

test('a device with nothing read yet shows as new', async () => {
  const { serial } = await device('N')
  expect(await endDeviceBySerial(store.kysely, serial, now)).toMatchObject({
    serial,
    usagePoint: 'POD-N-1',
    state: 'new',
    completeness: null,
    systemTitle: null,
    timeZone: 'Europe/Rome',
    captureObjects: [],
    registers: [],
    nextDue: new Date(now).toISOString(),
  })
})

test('a lost server loses nothing that was acknowledged and doubles nothing that was not', async () => {
  const devices = await enrolSome(store.pool, 400, { now, prefix: 'K' })
  const day = '2026-08-01'
  const acknowledged: string[] = []
  const states: string[] = []
  const own = await Writer.open(store.pool, { gather: 1, batch: 20, onState: state => states.push(state) })
  const writes = devices.map(async ({ id, serial }) => {
    await own.write(delivery(id, { blocks: [dayBlock(day)] }))
    acknowledged.push(serial)
    // In the middle of the stream: what is committed is acknowledged, what is on its way is not.
    if (acknowledged.length === 100) killServer(store.server!.pid!)
  })
  await Promise.all(writes)
  await own.close()
  expect(states).toContain('away')
  expect(states.at(-1)).toBe('back')
  const { rows } = await store.pool.query(
    'select count(*)::int as count from interval_block where day = $1',
    [day],
  )
  expect(rows[0].count).toBe(400)
  expect(await tallied(day)).toEqual({ blocks: 400, intervals: 400 * 96 })
})
