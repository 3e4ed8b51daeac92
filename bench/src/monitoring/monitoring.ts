import { mkdtemp, rm } from 'node:fs/promises'
import path from 'node:path'
import { Worker } from 'node:worker_threads'
import { startMonitoring } from '@ferraris/monitoring'
import { createLog } from '@ferraris/service'
import { describeFigures, rate } from '../measure/figures.ts'
import { type Machine, machine } from '../measure/machine.ts'
import { dayMs, deviceOf } from './device.ts'
import type { SenderTask, Sent } from './sender.ts'

interface MonitoringFigures {
  readonly bench: 'monitoring'
  readonly machine: Machine
  readonly devices: number
  /** All devices at once, sixty days each, until the last one is acknowledged, which is after its commit. */
  readonly uploadsAtOnce: { readonly seconds: number; readonly daysPerSecond: number }
  /** One day a message, QoS 1, acknowledged after the commit, for as long as `seconds`. */
  readonly messagesPerSecond: number
  readonly seconds: number
  /** Acknowledgement of a message meanwhile. */
  readonly latencyMs: { readonly p50: number; readonly p95: number }
  /** Time of the overview and of success by day with all days of all devices in the store. */
  readonly dashboardMs: { readonly overview: number; readonly byDay: number }
  readonly memoryMiB: number
}

const token = 'a-token-for-the-benchmark-of-monitoring'

/** Measures uploads of counters from the socket to the commit. Another thread only sends. */
export async function benchMonitoring({ devices = 1000, seconds = 10 } = {}): Promise<MonitoringFigures> {
  const folder = await mkdtemp(path.join('/tmp', 'ferraris-bench-'))
  const clock = { at: Date.parse('2026-03-02T11:00:00Z'), now: () => clock.at }
  const monitoring = await startMonitoring({
    data: folder,
    port: 0,
    log: createLog({ level: 'silent' }),
    apiToken: token,
    clock,
    mqtt: { host: '127.0.0.1', port: 0 },
  })
  try {
    const ask = asking(`${monitoring.url}/api/v1`)
    const password = await prepare(ask, devices, clock)
    const task = { port: monitoring.mqttPort ?? 0, password, devices }
    // Sixty days have passed, and all of them are told at once.
    clock.at += 61 * dayMs
    const first = await send({ ...task, seconds: 0 })
    await checkDays(ask, devices * 60)
    const sustained = await send({ ...task, seconds })
    const refused = (await ask('GET', '/refused-uploads')) as { total: number }
    if (refused.total > 0) throw new Error(`${refused.total} uploads were refused`)
    return {
      bench: 'monitoring',
      machine: machine(),
      devices,
      uploadsAtOnce: {
        seconds: Number(first.seconds.toFixed(2)),
        daysPerSecond: Math.round((devices * 60) / first.seconds),
      },
      messagesPerSecond: Math.round(sustained.messages / sustained.seconds),
      seconds: Number(sustained.seconds.toFixed(1)),
      latencyMs: sustained.latencyMs,
      dashboardMs: {
        overview: await timed(() => ask('GET', '/overview')),
        byDay: await timed(() => ask('GET', '/success?by=day')),
      },
      memoryMiB: Math.round(process.memoryUsage.rss() / 2 ** 20),
    }
  } finally {
    await monitoring.close()
    await rm(folder, { recursive: true })
  }
}

type Ask = (method: string, path: string, body?: object) => Promise<object>

function asking(base: string): Ask {
  return async (method, to, body) => {
    const answer = await fetch(`${base}${to}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${to}: ${text}`)
    return JSON.parse(text)
  }
}

/** A campaign with its devices; gives the text of the token that they publish with. */
async function prepare(ask: Ask, devices: number, clock: { at: number }): Promise<string> {
  await ask('PUT', '/campaign', {
    name: 'Benchmark',
    timeZone: 'Europe/Rome',
    starts: '2026-03-01',
    ends: '2026-12-31',
    target: devices,
    leastDays: 60,
    leastMeters: 1000,
    mostVisits: 100,
    noticeDays: 0,
  })
  await ask('PUT', '/provinces', {
    items: [{ code: 'MO', name: 'Modena', region: 'Emilia-Romagna', meters: 4000 }],
  })
  await ask('POST', '/participants', { id: 'acme', name: 'Acme', kind: 'maker', contact: 'c@acme.example' })
  await ask('PUT', '/participants/acme/contract', { state: 'signed', date: '2026-03-01' })
  const { participant, maker, model, hardware, firmware } = deviceOf(1)
  await ask('PUT', '/participants/acme/offers', { items: [{ maker, model, offered: devices }] })
  await ask('POST', '/quota')
  const test = { participant, maker, model, hardware, firmware, place: 'here' }
  await ask('POST', '/integration-tests', { ...test, from: '2026-03-02', to: '2026-03-04' })
  await ask('POST', '/integration-tests/1/outcome', { outcome: 'passed' })
  const { token: text } = (await ask('POST', '/tokens', { name: 'acme', role: 'vendor' })) as {
    token: string
  }
  await ask('PUT', '/participants/acme/members/acme')
  clock.at += 1000
  const all = Array.from({ length: devices }, (_, at) => deviceOf(at + 1))
  for (let at = 0; at < devices; at += 200)
    await ask('POST', '/device-lists', { items: all.slice(at, at + 200) })
  return text
}

/** What was acknowledged is in the store, or there is no figure. */
async function checkDays(ask: Ask, days: number): Promise<void> {
  const { voidDays } = (await ask('GET', '/overview')) as { voidDays: { reason: string; days: number }[] }
  const kept = voidDays.find(({ reason }) => reason === 'not-sent')?.days
  if (kept !== days) throw new Error(`${kept} days are in the store, not ${days}`)
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return Math.round(performance.now() - started)
}

function send(task: SenderTask): Promise<Sent> {
  const worker = new Worker(new URL('./sender.ts', import.meta.url), { workerData: task })
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}

export function describeMonitoring(figures: MonitoringFigures): string {
  const { devices, uploadsAtOnce, messagesPerSecond, seconds, latencyMs, dashboardMs } = figures
  return describeFigures('monitoring', figures.machine, [
    [
      `${devices} devices, 60 days each, at once`,
      `${uploadsAtOnce.seconds} s (${rate(uploadsAtOnce.daysPerSecond)} days/s)`,
    ],
    [`messages acknowledged, over ${seconds} s`, `${rate(messagesPerSecond)}/s`],
    ['their acknowledgement, p50 / p95', `${latencyMs.p50} / ${latencyMs.p95} ms`],
    ['overview / success by day', `${dashboardMs.overview} / ${dashboardMs.byDay} ms`],
    ['memory', `${figures.memoryMiB} MiB`],
  ])
}
