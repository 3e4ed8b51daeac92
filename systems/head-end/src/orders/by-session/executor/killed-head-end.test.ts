import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startMeters, type TestMeter } from '../../../testing/meter-fleet.fixture.ts'
import type { EndDeviceControlDetail } from '../../record/schemas.ts'
import { slowLine } from '../slow-line.fixture.ts'

const since = Date.now()
const begin = Date.parse('2026-11-20T12:00:00Z')
let data: string
let child: ChildProcess
let url: string
let meter: TestMeter
let line: Awaited<ReturnType<typeof slowLine>>
let isHeld = false

async function start(): Promise<void> {
  const program = new URL('../../../network/uplink/head-end-process.fixture.ts', import.meta.url).pathname
  child = spawn(process.execPath, [program, data, '0', String(since)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
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

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'ferraris-killed-'))
  ;[meter] = (await startMeters(1, { now: () => begin + Date.now() - since }, [2026, 11, 19])) as [TestMeter]
  line = await slowLine(meter.listener.port, () => isHeld && meter.meter.store.supply.moves > 0)
  await start()
})
afterAll(async () => {
  await kill('SIGTERM').catch(() => {})
  line.close()
  await meter.listener.close()
  await rm(data, { recursive: true })
})

test('a head-end that is killed after the meter has acted, and before it has heard so, acts once', async () => {
  const { supply } = meter.meter.store
  const { enrolment } = meter
  const uri = `dlms+tcp://127.0.0.1:${line.port}?client=2&auth=gmac&device=${enrolment.serial}`
  await api('/end-devices', { ...enrolment, uri, timeZone: 'Europe/Rome' })
  isHeld = true
  const order = { id: 'off', endDevice: enrolment.serial, kind: 'switch', connected: false }
  await api('/end-device-controls', order)
  while (supply.moves === 0) await new Promise(resolve => setTimeout(resolve, 5))
  expect(await api('/end-device-controls/off')).toMatchObject({ state: 'running', waitsFor: 'meter' })
  await kill('SIGKILL')
  line.cut()
  isHeld = false
  await start()
  let control = await api<EndDeviceControlDetail>('/end-device-controls/off')
  while (control.waitsFor !== null) {
    await new Promise(resolve => setTimeout(resolve, 50))
    control = await api('/end-device-controls/off')
  }
  expect(control).toMatchObject({ state: 'verified', attempts: 2, steps: [{ outcome: 'verified' }] })
  expect(supply.moves).toBe(1)
  // The client that never heard of its order asks again: it is the same order.
  expect(await api('/end-device-controls', order)).toMatchObject({ state: 'verified', attempts: 2 })
})
