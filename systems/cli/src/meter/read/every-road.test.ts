import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DlmsMeter, type MeterAccess } from '@ferraris/client'
import { Store } from '@ferraris/concentrator'
import { type Data, decodeData, encodeData, type LocalDate, zone } from '@ferraris/cosem'
import { placeConcentrator, plugIn } from '@ferraris/district'
import { conformanceOf } from '@ferraris/dlms'
import { SuiteKeys } from '@ferraris/dlms/security'
import type { LogicalDevice } from '@ferraris/dlms/server'
import {
  Collector,
  enrol,
  intervalBlocks,
  KeyRing,
  openStore,
  ownSystemTitle,
  Writer,
} from '@ferraris/head-end'
import { civilDay } from '@ferraris/meter'
import { obisCodes } from '@ferraris/metering'
import { createLine, planDistrict, randomFrom, Simulation } from '@ferraris/power-line'
import { DlmsSession, openTunnelLink, TunnelDialer, TunnelGate } from '@ferraris/transport'
import type { ProfileDay, UpMessage } from '@ferraris/uplink'
import { afterEach, expect, test, vi } from 'vitest'
import { perform } from '../../field/steps.ts'
import { withAnyMeter } from '../open/with-any-meter.ts'
import { localMidnight } from '../values/moment.ts'
import { type profileDocument, readingDocument } from './read-document.ts'
import { readRegisters, readRows } from './reading.ts'
import { servedMeter } from './served-meter.fixture.ts'

const rome = zone('Europe/Rome')
const energies = [
  obisCodes.activeEnergyImport,
  obisCodes.activeEnergyExport,
  obisCodes.reactiveEnergyImport,
  obisCodes.reactiveEnergyExport,
]
/** The meter's clock is ahead of ours. */
const aheadMs = 7_370

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
  vi.useRealTimers()
})

/** What every road must bring, octet for octet. */
interface Record {
  /** When the first interval of the day ends, seconds since 1970. */
  readonly firstEnd: number
  readonly series: readonly { readonly obis: string; readonly values: unknown; readonly quality: unknown }[]
  readonly totals: readonly (readonly [obis: string, value: number | undefined])[]
  readonly clockOffsetSeconds: number | null | undefined
}

function octetsOf(record: Record): string {
  return Buffer.from(JSON.stringify(record)).toString('hex')
}

function totalsOf(registers: readonly { readonly obis: string; readonly value: number }[]): Record['totals'] {
  return energies.map(name => [name, registers.find(({ obis }) => obis === name)?.value] as const)
}

type Document = Pick<ReturnType<typeof profileDocument>, 'intervals'>

function intervalsIn({ intervals }: Document): Pick<Record, 'firstEnd' | 'series'> {
  return {
    firstEnd: Date.parse(intervals!.ends[0]!) / 1000,
    series: intervals!.series.map(({ obis, values, quality }) => ({ obis, values, quality })),
  }
}

function next(day: LocalDate): LocalDate {
  return rome.dateOf(rome.startOfDay(day) + 30 * 3600)
}

/** `meter read --json`. */
async function byCommand(uri: string, keys: string, day: LocalDate): Promise<Record> {
  return await withAnyMeter(uri, { keys, timeout: 20 }, async ({ meter, device }) => {
    const profile = await readRows(meter, obisCodes.loadProfile, {
      from: localMidnight(day),
      to: localMidnight(next(day)),
    })
    const [clock, registers] = [await meter.clock(), await readRegisters(meter)]
    const document = readingDocument({ device, identity: [], clock, registers, profile })
    return {
      ...intervalsIn(document.profile!),
      totals: totalsOf(document.registers),
      clockOffsetSeconds: document.clock.offsetSeconds,
    }
  })
}

/** The steps of a work order. */
async function byFieldTool(uri: string, keys: string, day: LocalDate): Promise<Record> {
  return await withAnyMeter(uri, { keys, timeout: 20 }, async ({ meter }) => {
    const read = (await perform(meter, { action: 'read-registers' } as never)) as {
      clock: { offsetSeconds: number }
      registers: { obis: string; value: number }[]
    }
    const step = { action: 'read-profile', profile: obisCodes.loadProfile, from: day, to: day }
    const profile = (await perform(meter, step as never)) as Document
    const { offsetSeconds: clockOffsetSeconds } = read.clock
    return { ...intervalsIn(profile), totals: totalsOf(read.registers), clockOffsetSeconds }
  })
}

type Served = Awaited<ReturnType<typeof servedMeter>>

/** What the collector has put into PostgreSQL. */
async function byHeadEnd(served: Served, day: LocalDate): Promise<Record> {
  const data = mkdtempSync(join(tmpdir(), 'ferraris-roads-'))
  closers.push(() => rmSync(data, { recursive: true, force: true }))
  const store = await openStore({ data: join(data, 'store') })
  closers.push(() => store.close())
  const now = () => Date.now()
  const writer = await Writer.open(store.pool, { gather: 5 })
  const ring = new KeyRing(Buffer.alloc(32, 5))
  const { serial, uris } = served
  const { guek, gak } = readerKeys(served)
  const uri = uris['DLMS/IP'].replace(/&device=[^&]*/, '')
  await enrol(store.pool, ring, [{ serial, uri, keys: [{ client: 2, guek, gak }] }], now())
  const systemTitle = await ownSystemTitle(store.kysely)
  const observer = { trouble: (error: Error) => expect.fail(error.stack) }
  const collector = new Collector({ store, ring, writer, clock: { now }, systemTitle, pollMs: 20, observer })
  collector.start()
  const { counters } = collector
  while (counters.completed + counters.refused + counters.silent === 0)
    await new Promise(resolve => setTimeout(resolve, 20))
  await collector.stop()
  await writer.close()
  const { rows } = await store.pool.query<{ clock_offset_seconds: number; last_error: string | null }>(
    'select clock_offset_seconds, last_error from collection',
  )
  expect(rows[0]!.last_error).toBeNull()
  const series = []
  let firstEnd = Number.NaN
  for (const name of energies) {
    const query = { endDevice: serial, obis: name, from: day, to: day }
    const [block] = await intervalBlocks(store.kysely, query)
    firstEnd = Date.parse(block!.start) / 1000 + block!.intervalSeconds
    series.push({ obis: name, values: block!.values, quality: block!.quality })
  }
  const totals = await store.pool.query<{ obis: string; value: number }>(
    `select t.obis, v.value::float8 as value from meter_reading r,
       unnest(r.reading_type_ids, r.register_values) as v (id, value)
     join reading_type t on t.id = v.id where r.origin = 'registers'`,
  )
  const { clock_offset_seconds: clockOffsetSeconds } = rows[0]!
  return { firstEnd, series, totals: totalsOf(totals.rows), clockOffsetSeconds }
}

function readerKeys({ ring }: Served): { guek: string; gak: string } {
  return ring.find(its => its.client === 2) as { guek: string; gak: string }
}

/** The day that the concentrator reads by itself; clock and registers through its tunnel. */
async function byConcentrator(served: Served, day: LocalDate): Promise<Record> {
  const plan = planDistrict({ meters: 4, hops: 1, seed: 2 })
  const mains = createLine(plan, 2, { simulation: new Simulation(served.clock.at) })
  const face = served.meter.smitp!
  face.plugIn(plugIn(mains, plan.homes[2]!.id, face.aca))
  const told: UpMessage[] = []
  const { concentrator, remove } = placeConcentrator(mains, {
    substation: 'S1',
    zone: rome,
    store: Store.inMemory(),
    random: randomFrom(4),
    uplink: { publish: message => told.push(message) > 0 },
    settings: { historyDays: 3 },
  })
  closers.push(remove)
  const gate = await TunnelGate.listen({ host: '127.0.0.1', port: 0, authenticate: async () => true })
  closers.push(() => gate.close())
  const tunnel = new TunnelDialer({
    place: { host: '127.0.0.1', port: gate.port },
    concentrator: 'C1',
    credential: 'C1',
    onRequest: ({ aca, ...said }) =>
      new Promise(resolve => concentrator.passThrough(aca, said, resolve, mains.now)),
  })
  closers.push(() => tunnel.close())
  mains.run(mains.now + 10 * 60_000)
  const timer = setInterval(() => mains.run(mains.now + 200), 1)
  closers.push(() => clearInterval(timer))
  while (!gate.has('C1')) await new Promise(resolve => setTimeout(resolve, 5))

  const place = { concentrator: 'C1', aca: face.aca, client: 2, server: 1 }
  const link = await openTunnelLink(gate, place, { timeoutMs: 60_000 })
  const session = await DlmsSession.open(link, associationOf(served))
  const meter: MeterAccess = new DlmsMeter(session, { zone: rome })
  const [{ offsetSeconds: clockOffsetSeconds }, totals] = [
    await meter.clock(),
    await meter.registers(energies),
  ]
  await session.close()

  const { k1, k2 } = served.ring.find(its => its.k1 !== undefined) as { k1: string; k2: string }
  concentrator.connected(mains.now)
  concentrator.received(
    { kind: 'adopt', meters: [{ aca: face.aca, serial: served.serial, k1, k2 }] },
    mains.now,
  )
  mains.run(mains.now + 30 * 60_000)
  const found = told
    .flatMap(message => (message.kind === 'results' ? message.results : []))
    .find((result): result is ProfileDay => result.kind === 'profile-day' && result.day === day)!
  return {
    firstEnd: found.start / 1000 + found.intervalSeconds,
    series: found.registers.map(({ obis, increments, quality }) => ({ obis, values: increments, quality })),
    totals: totalsOf(totals.flatMap(answer => ('value' in answer ? [answer] : []))),
    clockOffsetSeconds,
  }
}

function associationOf(served: Served) {
  const { guek, gak } = readerKeys(served)
  return {
    timeoutMs: 60_000,
    counters: { next: 2 ** 31, end: 2 ** 31 + 1000 },
    settings: {
      authentication: { mechanism: 'gmac', challenge: randomBytes(16) },
      security: {
        systemTitle: Buffer.from('TESTCLNT'),
        keys: new SuiteKeys(Buffer.from(guek, 'hex'), Buffer.from(gak, 'hex')),
        protection: { authenticated: true, encrypted: true },
      },
      proposedConformance: conformanceOf('get', 'selective-access', 'block-transfer-with-get-or-read'),
      // What one message over the line can carry.
      maxReceivePduSize: 1024,
      maxResponseLength: 1_000_000,
    },
  } as const
}

/** A meter that shows whole seconds. */
function rounded(device: LogicalDevice): LogicalDevice {
  return answering(device, 8, 2, data => {
    if (data.type !== 'octet-string') return data
    const octets = Uint8Array.from(data.value)
    octets[8] = 0
    return { type: 'octet-string', value: octets }
  })
}

/** A meter with its load profile newest first. */
function newestFirst(device: LogicalDevice): LogicalDevice {
  const lifo = answering(device, 7, 5, () => ({ type: 'enum', value: 2 }))
  return answering(lifo, 7, 2, data =>
    data.type === 'array' ? { type: 'array', value: data.value.toReversed() } : data,
  )
}

function answering(
  device: LogicalDevice,
  classId: number,
  attributeId: number,
  change: (data: Data) => Data,
): LogicalDevice {
  return {
    ...device,
    get: (requester, attribute, selection) => {
      const answer = device.get(requester, attribute, selection)
      const isIt = attribute.classId === classId && attribute.attributeId === attributeId
      return isIt && answer instanceof Uint8Array ? encodeData(change(decodeData(answer))) : answer
    },
  }
}

function same(device: LogicalDevice) {
  return device
}

test.each([
  ['2026-10-25', 100, 'exact hundredths, newest row first', newestFirst],
  ['2026-10-25', 100, 'whole seconds', rounded],
  [
    '2027-03-28',
    92,
    'whole seconds, newest row first',
    (device: LogicalDevice) => newestFirst(rounded(device)),
  ],
  ['2027-03-28', 92, 'exact hundredths', same],
] as const)('uc MM-6 %s, of %i quarters, is the same on every road: %s', async (day, quarters, _, plant) => {
  const now = rome.startOfDay(day) * 1000 + 35 * 3_600_000
  vi.useFakeTimers({ toFake: ['Date'], now })
  const origin = day.startsWith('2026') ? civilDay(2026, 9, 1) : civilDay(2027, 2, 1)
  const served = await servedMeter({ phases: 1, at: now + aheadMs, origin, plant })
  closers.push(() => served.close())
  const keys = JSON.stringify(served.ring)
  const { 'DLMS/IP': dlms, 'SMITP/IP': tables, 'DLMS over SMITP/IP': both } = served.uris
  const reference = await byCommand(dlms, keys, day)
  expect(reference.series.map(({ obis, values }) => [obis, (values as number[]).length])).toEqual(
    energies.map(name => [name, quarters]),
  )
  expect(reference.clockOffsetSeconds).toBe(7)
  expect(reference.totals.every(([, value]) => value !== undefined)).toBe(true)
  const roads: [string, Record][] = [
    ['command line, tables', await byCommand(tables, keys, day)],
    ['command line, DLMS over SMITP', await byCommand(both, keys, day)],
    ['field tool', await byFieldTool(dlms, keys, day)],
    ['field tool, tables', await byFieldTool(tables, keys, day)],
    ['head-end', await byHeadEnd(served, day)],
    ['concentrator', await byConcentrator(served, day)],
  ]
  for (const [road, record] of roads) {
    // A concentrator reads the registers it is told to, which need not be all of them.
    const registers = record.series.map(({ obis }) => obis)
    expect(registers.length, road).toBeGreaterThanOrEqual(3)
    const expected = {
      ...reference,
      series: reference.series.filter(({ obis }) => registers.includes(obis)),
    }
    expect(record, road).toEqual(expected)
    expect(octetsOf(record), road).toBe(octetsOf(expected))
  }
})
