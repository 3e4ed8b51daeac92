import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { at } from '@ferraris/bytes'
import {
  Executor,
  enrol,
  insertControls,
  openKeyRing,
  openStore,
  ownSystemTitle,
  type Store,
  Writer,
} from '@ferraris/head-end'
import { enrolmentsOf } from './collect/enrolments.ts'
import { MetersProcess } from './collect/meters-process.ts'
import { describeFigures, rate } from './figures.ts'
import { type Machine, machine } from './machine.ts'

interface JobsOptions {
  readonly orders?: number
  readonly meters?: number
}

/** How fast orders that go by session are carried out, from the request to the commit of what the meter showed. */
interface JobsFigures {
  readonly bench: 'jobs'
  readonly machine: Machine
  readonly meters: number
  readonly orders: number
  readonly seconds: number
  readonly perSecond: number
  /** From the request of an order to its end. All meters are ordered at the same time. */
  readonly p95Seconds: number
  /** Processor time for an order, microseconds, in the process of the head-end and in that of the meters. */
  readonly headEndMicroseconds: number
  readonly metersMicroseconds: number
}

/**
 * Disconnects all meters and connects them again, until there were so many orders: each a session of its own with a virtual meter in
 * another process, which reads the switch, moves it and reads it back.
 */
export async function benchJobs(options: JobsOptions = {}): Promise<JobsFigures> {
  const { orders = 40_000, meters: most = 2000 } = options
  const count = Math.min(orders, most)
  const folder = await mkdtemp(join('/tmp', 'ferraris-bench-'))
  const meters = await MetersProcess.start({
    meters: count,
    data: folder,
    seed: 1,
    historyDays: 1,
    now: Date.now(),
  })
  const store = await openStore({ data: folder })
  try {
    const ring = await openKeyRing(folder)
    await enrol(store.pool, ring, await enrolmentsOf(folder, meters), Date.now())
    const writer = await Writer.open(store.pool)
    const troubles: string[] = []
    const executor = new Executor({
      db: store.kysely,
      pool: store.pool,
      ring,
      writer,
      now: Date.now,
      systemTitle: await ownSystemTitle(store.kysely),
      file: async () => undefined,
      // The meters share the processor: more sessions at a time would only wait for each other.
      options: { pollMs: 20, sessions: 250 },
      observer: {
        sessionFailed: (serial, failure) => troubles.push(`${serial}: ${failure.message}`),
        trouble: error => troubles.push(error.message),
      },
    })
    executor.start()
    const orderAll = async (round: number, some: number): Promise<number> => {
      const began = performance.now()
      await order(store, round, some)
      executor.wake()
      while ((await openIn(store, round)) > 0) {
        if (troubles.length > 0) throw new Error(`orders failed: ${troubles.slice(0, 3).join('; ')}`)
        await sleep(20)
      }
      return (performance.now() - began) / 1000
    }
    // The first sessions under a key ask for the meter's counter; a second round warms both processes up.
    await orderAll(-2, count)
    await orderAll(-1, count)
    const before = { own: process.cpuUsage(), meters: (await meters.order({ kind: 'tell' })).cpuSeconds }
    let seconds = 0
    for (let done = 0, round = 0; done < orders; round++) {
      const some = Math.min(count, orders - done)
      seconds += await orderAll(round, some)
      done += some
    }
    const own = process.cpuUsage(before.own)
    const metersCpu = (await meters.order({ kind: 'tell' })).cpuSeconds - before.meters
    const { verified, p95 } = await outcome(store)
    if (verified !== orders) throw new Error(`${verified} orders verified in place of ${orders}`)
    await executor.stop()
    await writer.close()
    return {
      bench: 'jobs',
      machine: machine(),
      meters: count,
      orders,
      seconds: Number(seconds.toFixed(2)),
      perSecond: Math.round(orders / seconds),
      p95Seconds: Number(p95.toFixed(2)),
      headEndMicroseconds: Math.round((own.user + own.system) / orders),
      metersMicroseconds: Math.round((metersCpu * 1e6) / orders),
    }
  } finally {
    await store.close()
    await meters.stop()
    await rm(folder, { recursive: true })
  }
}

const hourMs = 3_600_000

/** One order for each of some meters: off in even rounds, on in odd ones. */
async function order({ kysely, pool }: Store, round: number, some: number): Promise<void> {
  const { rows } = await pool.query<{ id: number }>('select id from end_device order by id limit $1', [some])
  const connected = round % 2 !== 0
  const now = Date.now()
  const controls = rows.map(({ id }) => ({
    id: `${round} ${id}`,
    kind: 'switch',
    parameters: { connected },
    priority: 'normal' as const,
    way: 'session' as const,
    concentrator: null,
    endDeviceId: id,
    requestedBy: 'bench',
    expires: now + hourMs,
    subject: 'supply',
    activity: String(round),
  }))
  for (let from = 0; from < controls.length; from += 1000)
    await insertControls(kysely, controls.slice(from, from + 1000), now)
}

async function openIn({ pool }: Store, round: number): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    'select count(*) as count from end_device_control where activity = $1 and not settled',
    [String(round)],
  )
  return Number(at(rows, 0).count)
}

async function outcome({ pool }: Store): Promise<{ verified: number; p95: number }> {
  const { rows } = await pool.query<{ verified: number; p95: number }>(
    `select count(*) filter (where state = 'verified') as verified,
       percentile_cont(0.95) within group (order by extract(epoch from changed_at - created_at)) as p95
     from end_device_control where activity::integer >= 0`,
  )
  const { verified, p95 } = at(rows, 0)
  return { verified: Number(verified), p95: Number(p95) }
}

/** The figures for people. */
export function describeJobs(figures: JobsFigures): string {
  const { machine: on, meters, orders } = figures
  return describeFigures(`jobs, ${orders} switch orders to ${meters} meters`, on, [
    ['orders carried out and read back, to the commit', rate(figures.perSecond)],
    ['in all', `${figures.seconds} s`],
    ['from request to end, p95', `${figures.p95Seconds} s`],
    ['head-end, processor time of an order', `${figures.headEndMicroseconds} µs`],
    ['meter, processor time of an order', `${figures.metersMicroseconds} µs`],
  ])
}
