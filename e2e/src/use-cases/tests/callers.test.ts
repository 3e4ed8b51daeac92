import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { toHex } from '@ferraris/bytes'
import { startDistrict } from '@ferraris/district'
import type { HeadEnd } from '@ferraris/head-end'
import { startTestHeadEnd } from '@ferraris/head-end/testing'
import { identityOf, logicalDevice, type Meter } from '@ferraris/meter'
import { keyNamed, testMeter } from '@ferraris/testing/meter'
import { type CallOut, callOut } from '@ferraris/transport'
import { afterAll, beforeAll, expect, test } from 'vitest'

const token = 'a-token-for-the-tests-of-callers'
let data: string
let headEnd: HeadEnd
let port: number
const open: CallOut[] = []

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'ferraris-callers-'))
  headEnd = await startTestHeadEnd({
    data,
    apiToken: token,
    pushes: [{ medium: 'tcp', host: '127.0.0.1', port: 0 }],
  })
  port = Number(headEnd.pushPlaces[0]?.split(':').at(-1))
})
afterAll(async () => {
  for (const one of open) one.close()
  await headEnd.close()
  await rm(data, { recursive: true })
})

async function ask<T>(method: string, path: string, body?: object): Promise<T> {
  const answer = await fetch(`${headEnd.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as T
}

interface Caller {
  readonly systemTitle: string
  readonly deviceName: string | null
  readonly model: string | null
  readonly serial: string | null
  readonly isConnected: boolean
  readonly uri: string
}

function keysOf(serial: string) {
  return {
    reader: { guek: keyNamed(`${serial} reader guek`), gak: keyNamed(`${serial} reader gak`) },
    management: { guek: keyNamed(`${serial} guek`), gak: keyNamed(`${serial} gak`) },
    masterKey: keyNamed(`${serial} master`),
  }
}

/** A meter behind an address that none can call: it calls the head-end. */
function calling(serial: string): { meter: Meter; line: CallOut } {
  const meter = testMeter({ serial, clock: Date, keys: keysOf(serial) })
  const line = callOut(
    { host: '127.0.0.1', port },
    {
      server: logicalDevice,
      settings: meter.server,
      onFailure: error => expect.fail(String(error)),
      pauseMs: 100,
    },
  )
  open.push(line)
  return { meter, line }
}

async function inInbox(serial: string): Promise<Caller | undefined> {
  const { items } = await ask<{ items: Caller[] }>('GET', '/unknown-callers')
  return items.find(({ deviceName }) => deviceName === serial)
}

async function enrolFrom({ uri }: Caller, serial: string): Promise<void> {
  const { guek, gak } = keysOf(serial).reader
  await ask('POST', '/end-devices', {
    serial,
    uri,
    keys: [{ client: 2, guek: toHex(guek), gak: toHex(gak) }],
  })
}

/** Registers read at this moment, over whatever way there is. */
async function readNow(serial: string): Promise<number> {
  const { registers } = await ask<{ registers: unknown[] }>('POST', `/end-devices/${serial}/readings`, {})
  return registers.length
}

test('uc 2.a.1-1 a meter that calls and is new stands in the inbox with its number and a guess of its model within a minute', async () => {
  const serial = 'FER00000501'
  const { meter } = calling(serial)
  await expect.poll(() => inInbox(serial), { timeout: 60_000, interval: 200 }).toBeDefined()
  const caller = (await inInbox(serial))!
  expect(caller).toMatchObject({
    deviceName: serial,
    isConnected: true,
    model: `FER ${identityOf(serial).firmware}`,
  })
  expect(Buffer.from(meter.identity.systemTitle).toString('hex')).toBe(caller.systemTitle)
  // From there it is enrolled, and read over the connection that it holds open.
  await enrolFrom(caller, serial)
  await expect
    .poll(() => readNow(serial).catch(() => 0), { timeout: 60_000, interval: 300 })
    .toBeGreaterThan(0)
  expect(await inInbox(serial)).toBeUndefined()
})

test('uc 2.a.1-4 a meter whose address has changed is the same meter, known by its system title', async () => {
  const serial = 'FER00000502'
  const { line } = calling(serial)
  await expect.poll(() => inInbox(serial), { timeout: 60_000, interval: 200 }).toBeDefined()
  const caller = (await inInbox(serial))!
  await enrolFrom(caller, serial)
  await expect
    .poll(() => readNow(serial).catch(() => 0), { timeout: 60_000, interval: 300 })
    .toBeGreaterThan(0)
  const before = await ask<{ total: number }>('GET', '/end-devices')
  // A new connection has another address, as behind a mobile network.
  line.hangUp()
  await expect
    .poll(() => readNow(serial).catch(() => 0), { timeout: 60_000, interval: 300 })
    .toBeGreaterThan(0)
  expect(await ask<{ total: number }>('GET', '/end-devices')).toMatchObject({ total: before.total })
  expect(await inInbox(serial)).toBeUndefined()
  const span = [-1, 1].map(days => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10))
  const query = new URLSearchParams({ endDevice: serial, from: span[0]!, to: span[1]! })
  const { items } = await ask<{ items: unknown[] }>('GET', `/meter-readings?${query}`)
  expect(items.length).toBeGreaterThan(1)
})

interface KnownEvent {
  readonly code: number
  readonly time: string
  readonly learnt: readonly string[]
}

test('uc SEQ-3 a meter whose cover is opened tells it at once, and its log says the same: one event', async () => {
  const folder = join(data, 'district')
  const district = await startDistrict({
    meters: 2,
    data: folder,
    seed: 5,
    historyDays: 2,
    clock: Date,
    basePort: 0,
  })
  try {
    const ring = JSON.parse(await readFile(join(folder, 'keys.json'), 'utf8')) as {
      readonly device: string
      readonly client: number
      readonly guek: string
      readonly gak: string
    }[]
    await headEnd.enrol(
      district.meters.map(({ serial, uri }) => ({
        serial,
        uri,
        eventProfile: 'ferraris' as const,
        systemTitle: toHex(identityOf(serial).systemTitle),
        keys: ring
          .filter(({ device, guek }) => device === serial && guek !== undefined)
          .map(({ client, guek, gak }) => ({ client, guek, gak })),
      })),
    )
    district.pushTo({ host: '127.0.0.1', port })
    const [{ serial } = { serial: '' }] = district.meters
    const opened = async () => {
      const { items } = await ask<{ items: KnownEvent[] }>('GET', `/end-device-events?endDevice=${serial}`)
      return items.filter(({ code }) => code === 44)
    }
    district.faults.set({ kind: 'meter-cover', target: serial })
    await expect
      .poll(async () => (await opened()).map(({ learnt }) => learnt.includes('push')), { timeout: 60_000 })
      .toEqual([true])
    const [told] = await opened()
    const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
    const parameters = { from: day(-1), to: day(1) }
    await ask('POST', '/end-device-controls', { endDevice: serial, kind: 'read-events', parameters })
    await expect
      .poll(async () => (await opened()).map(({ learnt }) => learnt.includes('log')), { timeout: 60_000 })
      .toEqual([true])
    expect(await opened()).toEqual([{ ...told, learnt: expect.arrayContaining(['log', 'push']) }])
  } finally {
    await district.close()
  }
}, 180_000)
