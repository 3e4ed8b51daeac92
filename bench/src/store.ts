import { mkdtemp, rm } from 'node:fs/promises'
import path from 'node:path'
import { at } from '@ferraris/bytes'
import { addDays, zone } from '@ferraris/cosem'
import {
  type Enrolment,
  enrol,
  intervalBlocks,
  KeyRing,
  leaseDue,
  openStore,
  type Store,
  storeSummary,
  Writer,
} from '@ferraris/head-end'
import type { IntervalBlock } from '@ferraris/metering'
import { type Machine, machine } from './measure/machine.ts'

interface StoreBenchOptions {
  /** End devices. */
  readonly meters?: number
  /** Registers of each load profile. */
  readonly channels?: number
  /** Days stored of each. */
  readonly days?: number
}

interface StoreFigures {
  readonly bench: 'store'
  readonly machine: Machine & { readonly postgresql: string }
  readonly meters: number
  readonly channels: number
  readonly days: number
  /** A meter-day is all channels of one meter over one local day, stored and acknowledged. */
  readonly meterDaysPerSecond: number
  readonly intervalsPerSecond: number
  /** Time of the head-end's own core for a meter-day, microseconds: packing, encoding, waiting for nothing. */
  readonly cpuPerMeterDayMicroseconds: number
  /** The same meter-days delivered again: nothing is stored twice. */
  readonly repeatedMeterDaysPerSecond: number
  readonly octetsPerInterval: number
  /** A month of one register of one meter, decoded, milliseconds. */
  readonly monthOut: { readonly median: number; readonly p95: number }
  /** The overview over all meters, milliseconds. */
  readonly summary: { readonly median: number; readonly p95: number }
  readonly leasesPerSecond: number
}

const obis = [
  '1.0.1.8.0.255',
  '1.0.2.8.0.255',
  '1.0.3.8.0.255',
  '1.0.4.8.0.255',
  '1.0.1.8.1.255',
  '1.0.1.8.2.255',
]
const rome = zone('Europe/Rome')
const firstDay = '2026-09-01'
const now = Date.parse('2026-10-20T06:00:00Z')
/** Deliveries under way at a time: as many as sessions that end in the same moments. */
const underWay = 4000

/** Measures the store through the interfaces of the head-end: its writer, its leases, its queries; embedded PostgreSQL. */
export async function benchStore({
  meters = 10_000,
  channels = 4,
  days = 31,
}: StoreBenchOptions = {}): Promise<StoreFigures> {
  const folder = await mkdtemp(path.join('/tmp', 'ferraris-bench-'))
  const store = await openStore({ data: folder })
  try {
    const ids = await enrolMeters(store, meters)
    const writer = await Writer.open(store.pool)
    const deliverAll = () => deliver(writer, ids, channels, days)
    const first = await deliverAll()
    const again = await deliverAll()
    await writer.close()
    await store.pool.query('analyze')
    const meterDays = meters * days
    return {
      bench: 'store',
      machine: {
        ...machine(),
        postgresql: await one(store, `select current_setting('server_version') as value`),
      },
      meters,
      channels,
      days,
      meterDaysPerSecond: Math.round(meterDays / first.seconds),
      intervalsPerSecond: Math.round((meterDays * channels * 96) / first.seconds),
      cpuPerMeterDayMicroseconds: Math.round((first.cpuSeconds / meterDays) * 1e6),
      repeatedMeterDaysPerSecond: Math.round(meterDays / again.seconds),
      octetsPerInterval: await octetsPerInterval(store, meterDays * channels * 96),
      monthOut: await measure(1000, i =>
        intervalBlocks(store.kysely, {
          endDevice: serial((i * 7919) % meters),
          obis: at(obis, 0),
          from: firstDay,
          to: addDays(firstDay, days - 1),
        }),
      ),
      summary: await measure(20, () => storeSummary(store.kysely, { now, timeZone: 'Europe/Rome' })),
      leasesPerSecond: await leaseAll(store, meters),
    }
  } finally {
    await store.close()
    await rm(folder, { recursive: true })
  }
}

function serial(number: number): string {
  return `BENCH${String(number).padStart(8, '0')}`
}
const ring = new KeyRing(Buffer.alloc(32, 1))

/** Enrols meters of the store's benchmarks; gives their numbers. */
export async function enrolMeters({ pool }: Store, count: number): Promise<number[]> {
  const key = '000102030405060708090a0b0c0d0e0f'
  const devices = Array.from(
    { length: count },
    (_, i): Enrolment => ({
      serial: serial(i),
      uri: 'dlms+tcp://127.0.0.1:4059?client=2&auth=gmac',
      keys: [{ client: 2, guek: key, gak: key }],
    }),
  )
  await enrol(pool, ring, devices, now)
  const { rows } = await pool.query<{ id: number }>('select id from end_device order by id')
  return rows.map(({ id }) => id)
}

/** Stores days of them by the writer, all under way at a time that may be. */
export async function deliver(writer: Writer, ids: readonly number[], channels: number, days: number) {
  const cpu = process.cpuUsage()
  const began = performance.now()
  const pending = new Set<Promise<void>>()
  for (let day = 0; day < days; day++) {
    const date = addDays(firstDay, day)
    for (const id of ids) {
      const blocks = obis.slice(0, channels).map((name, channel) => dayOf(id, date, name, channel))
      const written = writer.write({ endDeviceId: id, blocks, readings: [], events: [] }).then(() => {
        pending.delete(written)
      })
      pending.add(written)
      if (pending.size >= underWay) await Promise.race(pending)
    }
  }
  await Promise.all(pending)
  const { user, system } = process.cpuUsage(cpu)
  return { seconds: (performance.now() - began) / 1000, cpuSeconds: (user + system) / 1e6 }
}

/** Days of a household: a base load with peaks; export is zero, as at most homes. Drawn once, given out in turn. */
const shapes = Array.from({ length: 61 }, (_, shape) => ({
  values: Array.from({ length: 96 }, (_, i) => {
    const noise = ((shape * 96 + i) * 2_654_435_761) % 2 ** 32
    return 20 + (noise % 60) + (noise % 17 === 0 ? 400 : 0)
  }),
  quality: new Array<number>(96).fill(0),
}))
const nothing = { values: new Array<number>(96).fill(0), quality: new Array<number>(96).fill(0) }

function dayOf(id: number, day: string, name: string, channel: number): IntervalBlock {
  const shape = channel % 2 === 1 ? nothing : at(shapes, (id + channel) % shapes.length)
  return { obis: name, day, start: rome.startOfDay(day), intervalSeconds: 900, ...shape }
}

async function leaseAll({ pool }: Store, meters: number): Promise<number> {
  const terms = { owner: crypto.randomUUID(), now, leaseSeconds: 60, counters: 64, limit: 500 }
  const began = performance.now()
  let leased = 0
  while (leased < meters) leased += (await leaseDue(pool, ring, terms)).length
  return Math.round((leased / (performance.now() - began)) * 1000)
}

async function measure(
  times: number,
  work: (i: number) => Promise<unknown>,
): Promise<{ median: number; p95: number }> {
  for (let i = 0; i < times / 10; i++) await work(i)
  const took: number[] = []
  for (let i = 0; i < times; i++) {
    const began = performance.now()
    await work(i)
    took.push(performance.now() - began)
  }
  took.sort((a, b) => a - b)
  const within = (share: number) => Number(at(took, Math.floor(times * share)).toFixed(2))
  return { median: within(0.5), p95: within(0.95) }
}

async function octetsPerInterval(store: Store, intervals: number): Promise<number> {
  const octets = await one(
    store,
    `select sum(pg_total_relation_size(inhrelid))::text as value from pg_inherits
     where inhparent = 'interval_block'::regclass`,
  )
  return Number((Number(octets) / intervals).toFixed(2))
}

async function one({ pool }: Store, query: string): Promise<string> {
  const { rows } = await pool.query<{ value: string }>(query)
  return at(rows, 0).value
}

/** The figures as lines for people. */
export function describeStore(figures: StoreFigures): string {
  const { machine: on, meters, channels, days } = figures
  const rows: [string, string][] = [
    [`meter-days stored (${channels} registers)`, `${figures.meterDaysPerSecond.toLocaleString('en')} /s`],
    ['intervals stored', `${figures.intervalsPerSecond.toLocaleString('en')} /s`],
    ['core of the head-end for a meter-day', `${figures.cpuPerMeterDayMicroseconds} µs`],
    ['meter-days delivered again', `${figures.repeatedMeterDaysPerSecond.toLocaleString('en')} /s`],
    ['on disk, indexes included', `${figures.octetsPerInterval} octets an interval`],
    [`${days} days of a register out`, `${figures.monthOut.median} ms (p95 ${figures.monthOut.p95})`],
    [
      `overview of ${meters.toLocaleString('en')} meters`,
      `${figures.summary.median} ms (p95 ${figures.summary.p95})`,
    ],
    ['leases', `${figures.leasesPerSecond.toLocaleString('en')} /s`],
  ]
  const width = Math.max(...rows.map(([name]) => name.length))
  const place = `${on.processor}, ${on.cores} cores, ${on.memoryGiB} GiB, ${on.system}, Node ${on.node}, PostgreSQL ${on.postgresql}, ${on.date}`
  return [`store: ${place}`, ...rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`)].join('\n')
}

if (import.meta.main) {
  const figures = await benchStore()
  process.stderr.write(`${describeStore(figures)}\n`)
  process.stdout.write(`${JSON.stringify(figures)}\n`)
}
