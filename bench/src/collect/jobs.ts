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
import { describeFigures, rate } from '../measure/figures.ts'
import { type Machine, machine } from '../measure/machine.ts'
import { enrolmentsOf } from './enrolments.ts'
import { MetersProcess } from './meters-process.ts'

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
  /** Orders on demand to other meters while those were carried out: from the request to the end. */
  readonly urgent: { readonly orders: number; readonly p95Seconds: number }
  /** Processor time for an order, microseconds, in the process of the head-end and in that of the meters. */
  readonly headEndMicroseconds: number
  readonly metersMicroseconds: number
}

/**
 * Disconnects all meters and connects them again, until there were so many orders: each a session of its own with a virtual meter in
 * another process, which reads the switch, moves it and reads it back. Meanwhile other meters are ordered on demand, one after the other.
 */
export async function benchJobs(options: JobsOptions = {}): Promise<JobsFigures> {
  const { orders = 40_000, meters: most = 2000 } = options
  const count = Math.min(orders, most)
  const folder = await mkdtemp(join('/tmp', 'ferraris-bench-'))
  const meters = await MetersProcess.start({
    meters: count + urgentMeters,
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
    const urgent = new UrgentOrders(store, () => executor.wake())
    const before = { own: process.cpuUsage(), meters: (await meters.order({ kind: 'tell' })).cpuSeconds }
    let seconds = 0
    for (let done = 0, round = 0; done < orders; round++) {
      const some = Math.min(count, orders - done)
      seconds += await orderAll(round, some)
      done += some
    }
    const urgentOrders = await urgent.stop()
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
      urgent: urgentOrders,
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
/** Meters that are ordered on demand, and how often one is. */
const urgentMeters = 20
const urgentEveryMs = 250

/** Orders on demand to the last meters, one after the other, while the others are ordered by the thousand. */
class UrgentOrders {
  readonly #store: Store
  readonly #wake: () => void
  readonly #ordering: Promise<number>
  #stopping = false

  constructor(store: Store, wake: () => void) {
    this.#store = store
    this.#wake = wake
    this.#ordering = this.#order()
  }

  async #order(): Promise<number> {
    const { kysely, pool } = this.#store
    const { rows } = await pool.query<{ id: number }>('select id from end_device order by id desc limit $1', [
      urgentMeters,
    ])
    let asked = 0
    while (!this.#stopping) {
      const now = Date.now()
      const control = {
        id: `urgent ${asked}`,
        kind: 'switch',
        parameters: { connected: Math.floor(asked / urgentMeters) % 2 === 1 },
        priority: 'on-demand' as const,
        way: 'session' as const,
        concentrator: null,
        endDeviceId: at(rows, asked % urgentMeters).id,
        requestedBy: 'urgent',
        expires: now + hourMs,
        subject: 'supply',
      }
      await insertControls(kysely, [control], now)
      this.#wake()
      asked++
      await sleep(urgentEveryMs)
    }
    return asked
  }

  /** Orders no more, and waits for the ends of all that were. */
  async stop(): Promise<JobsFigures['urgent']> {
    this.#stopping = true
    const asked = await this.#ordering
    for (;;) {
      const { rows } = await this.#store.pool.query<{ open: number; verified: number; p95: number }>(
        `select count(*) filter (where not settled) as open, count(*) filter (where state = 'verified') as verified,
           percentile_cont(0.95) within group (order by extract(epoch from changed_at - created_at)) as p95
         from end_device_control where requested_by = 'urgent'`,
      )
      const { open, verified, p95 } = at(rows, 0)
      if (Number(open) > 0) {
        await sleep(20)
        continue
      }
      if (Number(verified) !== asked)
        throw new Error(`${verified} urgent orders verified in place of ${asked}`)
      return { orders: asked, p95Seconds: Number(Number(p95).toFixed(2)) }
    }
  }
}

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
     from end_device_control where requested_by = 'bench' and activity::integer >= 0`,
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
    [`on demand meanwhile, ${figures.urgent.orders} orders, p95`, `${figures.urgent.p95Seconds} s`],
    ['head-end, processor time of an order', `${figures.headEndMicroseconds} µs`],
    ['meter, processor time of an order', `${figures.metersMicroseconds} µs`],
  ])
}
