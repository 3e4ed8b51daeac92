import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Result } from '@ferraris/uplink'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  acaOf,
  connectConcentrator,
  lineKeys,
  neighbour,
  profileDay,
  serialOf,
  type TestConcentrator,
} from '../../testing/network.fixture.ts'

const meters = 120
const now = Date.parse('2026-11-20T12:00:00Z')
let data: string
let child: ChildProcess
let url: string
let mqttPort = 0
let concentrator: TestConcentrator | undefined

async function start(): Promise<void> {
  const program = new URL('head-end-process.fixture.ts', import.meta.url).pathname
  child = spawn(process.execPath, [program, data, String(mqttPort)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(createInterface(child.stdout!), 'line')
  ;({ url, mqttPort } = JSON.parse(line))
}

async function kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  child.kill(signal)
  await once(child, 'exit')
}

/** What the interface answers, as it comes. */
async function api<T>(path: string, body?: object): Promise<T> {
  const reply = await fetch(`${url}/api/v1${path}`, {
    headers: { authorization: 'Bearer test-token', 'content-type': 'application/json' },
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  })
  if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`)
  return (await reply.json()) as T
}

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'ferraris-killed-'))
  await start()
})
afterAll(async () => {
  await concentrator?.uplink.close()
  // The server of the store ends with the head-end that has taken it over, if that may end in order.
  await kill('SIGTERM').catch(() => {})
  await rm(data, { recursive: true })
})

test('a head-end that is killed between commit and acknowledgement loses nothing and doubles nothing', async () => {
  const { credential } = await api<{ credential: string }>('/concentrators', {
    id: 'C1',
    substation: 'North',
  })
  const numbers = Array.from({ length: meters }, (_, i) => i + 1)
  await api(
    '/end-devices',
    numbers.map(n => ({ serial: serialOf(n), uri: `smitp+g2:///${acaOf(n)}`, keys: [], lineKeys })),
  )
  concentrator = connectConcentrator(mqttPort, 'C1', credential)
  const { told, say, until } = concentrator
  await say({ kind: 'inventory', at: now, neighbours: numbers.map(n => neighbour(n, now)) })
  await until(all => all.some(({ kind }) => kind === 'adopt'))

  // What a concentrator does: keep each result until it is acknowledged, and send it again.
  const pending = new Map<string, Result>()
  for (const n of numbers) {
    for (const day of ['2026-11-18', '2026-11-19']) {
      const result = profileDay(n, day)
      pending.set(result.key, result)
    }
  }
  const settle = () => {
    for (const message of told.splice(0)) {
      if (message.kind === 'acknowledge') for (const key of message.keys) pending.delete(key)
    }
  }
  const send = async () => {
    const results = [...pending.values()]
    const parts = Array.from({ length: Math.ceil(results.length / 10) }, (_, i) =>
      results.slice(10 * i, 10 * i + 10),
    )
    const said: Promise<void>[] = []
    for (const part of parts) {
      said.push(say({ kind: 'results', results: part }))
      // One after another, so that there are several commits to die between.
      await new Promise(resolve => setTimeout(resolve, 10))
    }
    await Promise.all(said)
  }
  for (let kills = 0; kills < 3; kills++) {
    const sent = send()
    await until(all => all.some(({ kind }) => kind === 'acknowledge'))
    await kill('SIGKILL')
    settle()
    if (kills === 0) expect(pending.size).toBeGreaterThan(0)
    await start()
    await sent
    settle()
  }
  while (pending.size > 0) {
    await send()
    await new Promise(resolve => setTimeout(resolve, 50))
    settle()
  }
  const summary = await api<{ completeness: object }>('/summary')
  expect(summary).toMatchObject({ concentrators: 1, endDevices: meters, intervalReadings: meters * 2 * 96 })
  expect(summary.completeness).toEqual({ day: '2026-11-19', expected: meters * 96, received: meters * 96 })
  const range = 'obis=1.0.1.8.0.255&from=2026-11-18&to=2026-11-19'
  for (const n of [1, meters / 2, meters]) {
    const { items } = await api<{ items: { values: number[] }[] }>(
      `/interval-blocks?endDevice=${serialOf(n)}&${range}`,
    )
    expect(items.map(({ values }) => values)).toEqual(
      ['2026-11-18', '2026-11-19'].map(day => profileDay(n, day).registers[0]!.increments),
    )
  }
})
