import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startMeters, type TestMeter } from '../../../testing/meter-fleet.fixture.ts'
import type { ActivityDetail } from '../schemas.ts'

/** Leases of half a minute and a minute end within seconds. */
const speed = 30
const begin = Date.parse('2026-11-20T12:00:00Z')
const realBegin = Date.now()
const clock = { now: () => begin + (Date.now() - realBegin) * speed }

let data: string
let child: ChildProcess
let url: string
let meters: TestMeter[]

async function start(): Promise<void> {
  const program = new URL('head-end-process.fixture.ts', import.meta.url).pathname
  const words = [program, data, begin, realBegin, speed].map(String)
  child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(createInterface(child.stdout!), 'line')
  ;({ url } = JSON.parse(line))
}

async function kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  child.kill(signal)
  await once(child, 'exit')
}

async function api<T>(path: string, body?: object): Promise<T> {
  const reply = await fetch(`${url}/api/v1${path}`, {
    headers: { authorization: 'Bearer test-token', 'content-type': 'application/json' },
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  })
  if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`)
  return (await reply.json()) as T
}

async function until(fits: (activity: ActivityDetail) => boolean): Promise<ActivityDetail> {
  for (;;) {
    const activity = await api<ActivityDetail>('/activities/off')
    if (fits(activity)) return activity
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'ferraris-killed-activity-'))
  meters = await startMeters(24, clock, [2026, 11, 19])
  await start()
})
afterAll(async () => {
  // The server of the store ends with the head-end that has taken it over, if that may end in order.
  await kill('SIGTERM').catch(() => {})
  for (const { listener } of meters) await listener.close()
  await rm(data, { recursive: true })
})

test('a head-end that is killed twice in the middle of an activity acts once at each meter, and loses none', async () => {
  await api(
    '/end-devices',
    meters.map(({ enrolment }) => enrolment),
  )
  const movesBefore = meters.map(({ meter }) => meter.store.supply.moves)
  const created = await api<ActivityDetail>('/activities', {
    id: 'off',
    name: 'Off',
    kind: 'switch',
    parameters: { connected: false },
    targets: { endDevices: meters.map(({ enrolment }) => enrolment.serial) },
    pace: { overall: 8 },
    retries: 10,
  })
  expect(created.counts.total).toBe(24)
  for (const share of [4, 12]) {
    await until(({ counts }) => counts.succeeded >= share)
    await kill('SIGKILL')
    await start()
  }
  const done = await until(({ state }) => state === 'done')
  expect(done.counts).toMatchObject({ total: 24, succeeded: 24, failed: 0 })
  expect(meters.map(({ meter }, i) => meter.store.supply.moves - movesBefore[i]!)).toEqual(
    meters.map(() => 1),
  )
  expect(meters.every(({ meter }) => !meter.store.supply.outputState)).toBe(true)
}, 120_000)
