import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { at } from '@ferraris/bytes'
import { addDays, zone } from '@ferraris/cosem'
import {
  Collector,
  enrol,
  openKeyRing,
  openStore,
  ownSystemTitle,
  type Store,
  Writer,
} from '@ferraris/head-end'
import { type HotSpot, startProfile } from '../measure/cpu-profile.ts'
import { describeFigures, rate } from '../measure/figures.ts'
import { type Machine, machine } from '../measure/machine.ts'
import { enrolmentsOf } from './enrolments.ts'
import { MetersProcess } from './meters-process.ts'

interface CollectOptions {
  readonly meters?: number
  /** Days measured, each a session with every meter. */
  readonly days?: number
  /** Sessions at a time. */
  readonly sessions?: number
  /** Read what the standard schedule names: the load profile, the event log and eight registers. */
  readonly standard?: boolean
  /** Folder for `.cpuprofile` files. */
  readonly profile?: string
}

/** How many meters a head-end reads: everything from TCP connect to commit, the meters on the same machine. */
interface CollectFigures {
  readonly bench: 'collect'
  readonly machine: Machine & { readonly postgresql: string }
  readonly meters: number
  readonly days: number
  readonly sessions: number
  readonly schedule: 'load profile' | 'standard'
  /** Secured meter-day sessions: connect, HLS-GMAC, ciphered profile of a day, release; validated, stored, committed. */
  readonly sessionsPerSecond: number
  readonly intervalsPerSecond: number
  /** Sessions each second of the slowest and the fastest day. */
  readonly slowestDay: number
  readonly fastestDay: number
  /** Processor time for a session, microseconds, in the process of the head-end and in that of the meters. */
  readonly headEndMicroseconds: number
  readonly metersMicroseconds: number
  readonly hotSpots?: { readonly headEnd: readonly HotSpot[]; readonly meters: readonly HotSpot[] }
}

const rome = zone('Europe/Rome')
const firstDay = '2026-06-01'
/** The schedule reads at five minutes past midnight; the clocks are turned to a minute later. */
const dueOffset = 300
function instantOf(day: string): number {
  return (rome.startOfDay(day) + dueOffset + 60) * 1000
}

/** Measures the collector of the head-end with virtual meters in a process of their own. */
export async function benchCollect(options: CollectOptions = {}): Promise<CollectFigures> {
  const { meters: count = 2000, days = 10, sessions = 1000, standard = false } = options
  const folder = await mkdtemp(join('/tmp', 'ferraris-bench-'))
  const clock = { time: instantOf(firstDay), now: () => clock.time }
  const meters = await MetersProcess.start({
    meters: count,
    data: folder,
    seed: 1,
    historyDays: 1,
    now: clock.time,
  })
  const store = await openStore({ data: folder })
  try {
    const ring = await openKeyRing(folder)
    await setSchedule(store, standard)
    await enrol(store.pool, ring, await enrolmentsOf(folder, meters), clock.time)
    const writer = await Writer.open(store.pool)
    const troubles: string[] = []
    const collector = new Collector({
      store,
      ring,
      writer,
      clock,
      sessions,
      pollMs: 20,
      systemTitle: await ownSystemTitle(store.kysely),
      observer: {
        sessionFailed: (serial, failure) => troubles.push(`${serial}: ${failure.message}`),
        trouble: error => troubles.push(error.message),
      },
    })
    collector.start()
    // The first session with a meter learns its columns and scalers; a second warms both processes up.
    let done = 0
    const readAll = async (): Promise<number> => {
      const began = performance.now()
      done += count
      while (collector.counters.completed < done) {
        if (troubles.length > 0) throw new Error(`sessions failed: ${troubles.slice(0, 3).join('; ')}`)
        await sleep(2)
      }
      return count / ((performance.now() - began) / 1000)
    }
    const turnTo = async (day: string): Promise<void> => {
      clock.time = instantOf(day)
      await meters.order({ kind: 'set-clock', now: clock.time })
    }
    await readAll()
    await turnTo(addDays(firstDay, 1))
    await readAll()

    const profiles = options.profile === undefined ? undefined : await profileBoth(meters, options.profile)
    const before = { own: process.cpuUsage(), meters: (await meters.order({ kind: 'tell' })).cpuSeconds }
    const storedBefore = await storedIntervals(store)
    const rates: number[] = []
    let seconds = 0
    for (let day = 0; day < days; day++) {
      await turnTo(addDays(firstDay, day + 2))
      const rate = await readAll()
      rates.push(rate)
      seconds += count / rate
    }
    const own = process.cpuUsage(before.own)
    const metersCpu = (await meters.order({ kind: 'tell' })).cpuSeconds - before.meters
    const hotSpots = await profiles?.stop()
    const intervals = (await storedIntervals(store)) - storedBefore
    await collector.stop()
    await writer.close()
    const total = count * days
    // Four registers of 96 quarter hours: what was counted must also be there.
    if (intervals !== total * 4 * 96)
      throw new Error(`${intervals} intervals stored in place of ${total * 4 * 96}`)
    return {
      bench: 'collect',
      machine: { ...machine(), postgresql: await serverVersion(store) },
      meters: count,
      days,
      sessions,
      schedule: standard ? 'standard' : 'load profile',
      sessionsPerSecond: Math.round(total / seconds),
      intervalsPerSecond: Math.round(intervals / seconds),
      slowestDay: Math.round(Math.min(...rates)),
      fastestDay: Math.round(Math.max(...rates)),
      headEndMicroseconds: Math.round((own.user + own.system) / total),
      metersMicroseconds: Math.round((metersCpu * 1e6) / total),
      ...(hotSpots && { hotSpots }),
    }
  } finally {
    await store.close()
    await meters.stop()
    await rm(folder, { recursive: true })
  }
}

/** One reading a day; of the day before, as its rows are then complete. */
async function setSchedule({ pool }: Store, standard: boolean): Promise<void> {
  await pool.query(
    'update meter_read_schedule set every_minutes = 1440, offset_seconds = $1, history_days = 1',
    [dueOffset],
  )
  if (!standard)
    await pool.query(`update meter_read_schedule set profiles = '{1.0.99.1.0.255}', registers = '{}'`)
}

async function profileBoth(meters: MetersProcess, folder: string) {
  const own = await startProfile()
  await meters.order({ kind: 'start-profile' })
  return {
    async stop() {
      const headEnd = await own.stop(join(folder, 'collect-head-end.cpuprofile'))
      const done = await meters.order({
        kind: 'stop-profile',
        file: join(folder, 'collect-meters.cpuprofile'),
      })
      return { headEnd, meters: done.hotSpots ?? [] }
    },
  }
}

async function storedIntervals({ pool }: Store): Promise<number> {
  const { rows } = await pool.query<{ count: string }>(
    'select coalesce(sum(received), 0) as count from interval_block',
  )
  return Number(at(rows, 0).count)
}

async function serverVersion({ pool }: Store): Promise<string> {
  const { rows } = await pool.query<{ version: string }>(
    `select current_setting('server_version') as version`,
  )
  return at(rows, 0).version
}

/** The figures for people, and where the time went if that was looked at. */
export function describeCollect(figures: CollectFigures): string {
  const { machine: on, meters, days, hotSpots } = figures
  const text = describeFigures(`collect, ${meters} meters, ${days} days`, on, [
    [`secured meter-day sessions (${figures.schedule}), to the commit`, rate(figures.sessionsPerSecond)],
    ['slowest and fastest day', `${rate(figures.slowestDay)}, ${rate(figures.fastestDay)}`],
    ['intervals stored', rate(figures.intervalsPerSecond)],
    ['head-end, processor time of a session', `${figures.headEndMicroseconds} µs`],
    ['meter, processor time of a session', `${figures.metersMicroseconds} µs`],
  ])
  if (hotSpots === undefined) return text
  return [
    text,
    ...hotSpotLines('head-end', hotSpots.headEnd),
    ...hotSpotLines('meters', hotSpots.meters),
  ].join('\n')
}

function hotSpotLines(process: string, spots: readonly HotSpot[]): string[] {
  return [
    '',
    `${process}: functions with most time of their own`,
    ...spots.map(
      ({ percent, function: name, place }) =>
        `  ${percent.toFixed(1).padStart(5)} %  ${name.padEnd(28)} ${place}`,
    ),
  ]
}
