import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { civilDay, type LoadSource, type Meter, serialOf } from '@ferraris/meter'
import { idisCodes } from '@ferraris/metering'
import { namedKeys, serveMeter, testMeter } from '@ferraris/testing/meter'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { HeadEnd } from '../head-end.ts'
import { startTestHeadEnd } from '../testing/test-head-end.ts'

/** Programmes as orders: by REST to meters with connections of their own, as far as the meter's own behaviour afterwards. */

const clock = { time: Date.parse('2026-11-20T12:00:00Z'), now: () => clock.time }
const minute = 60_000
const hour = 60 * minute

/** A home that draws and feeds in the same at any time, W; or draws something else from a local hour on. */
function steady(drawn: number, fed: number, later = drawn, fromHour = 24): LoadSource {
  const nothing = new Int32Array(96)
  const day = {
    import: new Int32Array(96).fill(drawn / 4).fill(later / 4, 4 * fromHour),
    export: new Int32Array(96).fill(fed / 4),
    reactiveImport: nothing,
    reactiveExport: nothing,
  }
  return { household: `steady ${drawn} ${fed} ${later}`, contractedPower: 6000, day: () => day }
}

let data: string
let headEnd: HeadEnd
const listeners: { close(): Promise<void> }[] = []
const homes = {
  plain: steady(1000, 0),
  solar: steady(0, 4000),
  heavy: steady(5000, 0),
  evening: steady(5000, 0, 500, 18),
}
type Home = keyof typeof homes
const serials: Record<Home, string> = {
  plain: serialOf(1),
  solar: serialOf(2),
  heavy: serialOf(3),
  evening: serialOf(4),
}
const meters = new Map<Home, Meter>()

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'ferraris-programmes-'))
  headEnd = await startTestHeadEnd({
    data,
    apiToken: 'test-token',
    clock,
  })
  const hex = (key: Uint8Array) => Buffer.from(key).toString('hex')
  for (const [home, load] of Object.entries(homes) as [Home, LoadSource][]) {
    const serial = serials[home]
    const meter = testMeter({ serial, load, clock, origin: civilDay(2026, 11, 18) })
    const listener = await serveMeter(meter.server)
    listeners.push(listener)
    meters.set(home, meter)
    const { management, reader, masterKey } = namedKeys
    await headEnd.enrol([
      {
        serial,
        uri: `dlms+tcp://127.0.0.1:${listener.port}?client=2&server=1&auth=gmac&device=${serial}`,
        keys: [
          { client: 2, guek: hex(reader.guek), gak: hex(reader.gak) },
          { client: 1, guek: hex(management.guek), gak: hex(management.gak), kek: hex(masterKey) },
        ],
      },
    ])
  }
})
afterAll(async () => {
  await headEnd.close()
  for (const listener of listeners) await listener.close()
  await rm(data, { recursive: true })
})

// biome-ignore lint/suspicious/noExplicitAny: each test reads its own shape from JSON
async function api<T = any>(path: string, body?: object): Promise<{ status: number; body: T }> {
  const reply = await fetch(`${headEnd.url}/api/v1${path}`, {
    headers: { authorization: 'Bearer test-token', ...(body && { 'content-type': 'application/json' }) },
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  })
  return { status: reply.status, body: (await reply.json()) as T }
}

/** Looks at an order until it is over: a loaded machine needs some seconds. */
const mostLooks = 2000

/** An order to a home's meter, when it is over. */
async function ordered(home: Home, kind: string, parameters: object) {
  const { status, body } = await api('/end-device-controls', { endDevice: serials[home], kind, parameters })
  expect(status, JSON.stringify(body)).toBe(201)
  return await over(body.id)
}

async function over(id: string) {
  for (let looks = 0; ; looks++) {
    const control = (await api(`/end-device-controls/${id}`)).body
    if (control.waitsFor === null) return control
    if (looks === mostLooks)
      throw new Error(
        `order of ${control.kind} is ${control.state}, waits for ${control.waitsFor}: ${control.detail}`,
      )
    // A meter that is just being collected is asked for again within a second of the clock.
    clock.time += 200
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}

function meterOf(home: Home): Meter {
  return meters.get(home)!
}
function goOn(ms: number): void {
  clock.time += ms
  for (const meter of meters.values()) meter.wake()
}
/** What a home has fed in since an instant, Wh. */
function fedSince(home: Home, from: number): number {
  const { store } = meterOf(home)
  return store.registers(clock.time / 1000)[1]! - store.registers(from / 1000)[1]!
}

test('uc 2.c.1-1 a message is on the display for its time, and the order says that it is there', async () => {
  const text = 'Works on Thursday, 9 to 11'
  const control = await ordered('plain', 'display-message', { text, seconds: 3600, priority: 1 })
  expect(control).toMatchObject({
    state: 'verified',
    steps: [{ outcome: 'verified' }, { outcome: 'verified' }],
  })
  const shown = () => ordered('plain', 'read-attributes', { attributes: [{ object: '0.0.96.13.1' }] })
  expect((await shown()).steps[0].found).toContain(text)
  goOn(61 * minute)
  expect((await shown()).steps[0].found).not.toContain(text)
})

test('uc 2.b.2-4 what is fed in follows its limit within a quarter hour', async () => {
  expect(await ordered('solar', 'export-limit', { watts: 2000 })).toMatchObject({ state: 'verified' })
  goOn(15 * minute)
  const from = clock.time
  goOn(hour)
  expect(fedSince('solar', from)).toBeGreaterThan(1900)
  // Counters show whole Wh: a difference of two may be one more than what was fed in.
  expect(fedSince('solar', from)).toBeLessThanOrEqual(2001)
})

test('uc 4.b.1-3 without a limit an overload is let pass, with one it is not', async () => {
  expect(await ordered('heavy', 'limit', { watts: 10_000_000 })).toMatchObject({ state: 'verified' })
  goOn(hour)
  expect(meterOf('heavy').store.supply.outputState).toBe(true)
  expect(await ordered('heavy', 'contract', { watts: 3000, overSeconds: 60 })).toMatchObject({
    state: 'verified',
  })
  goOn(20 * minute)
  expect(meterOf('heavy').store.supply.outputState).toBe(false)
})

test('uc 4.a.1-5 above its limit the switch opens by itself; closed by hand too early it opens again, once the load is gone it stays', async () => {
  const { supply, events } = meterOf('evening').store
  const before = supply.moves
  await ordered('evening', 'contract', { watts: 3000, overSeconds: 60 })
  goOn(20 * minute)
  expect(supply.outputState).toBe(false)
  const log = events.all(clock.time / 1000)
  const lastOf = (code: number) => log.findLast(entry => entry.code === code)!.shown
  expect(lastOf(idisCodes.limiterExceeded) - lastOf(idisCodes.limiterChanged)).toBeGreaterThanOrEqual(60)
  expect(lastOf(idisCodes.localDisconnection)).toBe(lastOf(idisCodes.limiterExceeded))
  expect(supply.execute('manual-reconnect', clock.time / 1000)).toBe(true)
  goOn(20 * minute)
  expect(supply.outputState).toBe(false)
  goOn(Date.parse('2026-11-20T17:05:00Z') - clock.time)
  expect(supply.execute('manual-reconnect', clock.time / 1000)).toBe(true)
  goOn(hour)
  expect(supply.outputState).toBe(true)
  expect(supply.moves - before).toBe(4)
})

test('uc 2.b.4-2 in mode 0 the switch stays closed, whatever is ordered', async () => {
  expect(await ordered('plain', 'switch', { connected: true, mode: 0 })).toMatchObject({ state: 'verified' })
  const control = await ordered('plain', 'execute-script', { table: '0.0.10.0.106', script: 1 })
  expect(control.steps).toMatchObject([{ outcome: 'done' }])
  expect(meterOf('plain').store.supply.outputState).toBe(true)
  for (const mode of [1, 2, 3, 4, 5, 6])
    expect((await ordered('plain', 'switch', { connected: true, mode })).steps[0]).toMatchObject({
      outcome: 'verified',
      found: `enum ${mode}`,
    })
})

const calendar = {
  name: 'TWO-BAND',
  seasons: [{ name: 'ALL', start: '*-01-01', week: 'WEEK' }],
  weeks: [{ name: 'WEEK', days: [1, 1, 1, 1, 1, 1, 1] }],
  days: [
    {
      day: 1,
      switches: [
        { at: '00:00', script: 4 },
        { at: '07:00', script: 1 },
        { at: '21:00', script: 4 },
      ],
    },
    { day: 2, switches: [{ at: '00:00', script: 2 }] },
  ],
}

/** What the total and the tariffs counted since an instant, Wh. */
function counted(home: Home, from: number): { total: number; tariffs: number[] } {
  const { store } = meterOf(home)
  const [before, after] = [store.registers(from / 1000), store.registers(clock.time / 1000)]
  return { total: after[0]! - before[0]!, tariffs: [4, 5, 6, 7].map(place => after[place]! - before[place]!) }
}

/** Wh, but for the seconds that orders take. */
function about(energy: number) {
  return expect.closeTo(energy, -2)
}

test('uc 3.b.1-1 a tariff schedule is in force as it was sent, and its tariffs add up to the total', async () => {
  const control = await ordered('plain', 'tariff-calendar', calendar)
  expect(control.steps.filter(({ outcome }: { outcome: string }) => outcome === 'verified')).toHaveLength(8)
  goOn(hour)
  const from = clock.time
  goOn(24 * hour)
  const { total, tariffs } = counted('plain', from)
  // 14 hours by day and 10 by night at 1 kW.
  expect(tariffs).toEqual([about(14_000), 0, 0, about(10_000)])
  expect(total).toBe(tariffs[0]! + tariffs[3]!)
})

test('uc 3.b.1-2 a tariff schedule for a later date takes over by itself, special days included', async () => {
  const later = {
    ...calendar,
    name: 'LATER',
    days: [
      { day: 1, switches: [{ at: '00:00', script: 3 }] },
      { day: 2, switches: [{ at: '00:00', script: 2 }] },
    ],
  }
  const control = await ordered('plain', 'tariff-calendar', { ...later, at: '2026-11-23T00:00:00+01:00' })
  expect(control).toMatchObject({ state: 'verified' })
  expect(await ordered('plain', 'special-days', { days: [{ date: '2026-11-24', day: 2 }] })).toMatchObject({
    state: 'verified',
  })
  clock.time = Date.parse('2026-11-22T23:00:00Z')
  const name = async () =>
    (await ordered('plain', 'read-attributes', { attributes: [{ object: '0.0.13.0.0', attribute: 2 }] }))
      .steps[0].found
  expect(await name()).toContain('LATER')
  goOn(hour)
  const monday = clock.time
  goOn(22 * hour)
  expect(counted('plain', monday).tariffs).toEqual([0, 0, about(22_000), 0])
  goOn(2 * hour)
  const special = clock.time
  goOn(20 * hour)
  expect(counted('plain', special).tariffs).toEqual([0, about(20_000), 0, 0])
})

test('uc 2.b.4-1 a contract takes effect at its date, and not before', async () => {
  await ordered('plain', 'contract', { watts: 3000 })
  const date = Date.parse('2026-11-26T00:00:00+01:00')
  const request = {
    endDevice: serials.plain,
    kind: 'contract',
    parameters: { watts: 4500, overSeconds: 120 },
  }
  const { body } = await api('/end-device-controls', {
    ...request,
    notBefore: new Date(date).toISOString(),
    expires: new Date(date + hour).toISOString(),
  })
  const limit = async () =>
    (await ordered('plain', 'read-attributes', { attributes: [{ object: '0.0.17.0.0', attribute: 4 }] }))
      .steps[0].found
  goOn(date - hour - clock.time)
  expect((await api(`/end-device-controls/${body.id}`)).body).toMatchObject({ waitsFor: 'time', attempts: 0 })
  expect(await limit()).toBe('double-long-unsigned 3000')
  goOn(date - clock.time)
  const control = await over(body.id)
  expect(control).toMatchObject({ state: 'verified', attempts: 1 })
  expect(Date.parse(control.sent)).toBeGreaterThanOrEqual(date)
  expect(await limit()).toBe('double-long-unsigned 4500')
})

test('uc 2.b.2-1 only what differs is written, and then nothing differs', async () => {
  const actions = [
    { kind: 'contract', parameters: { watts: 4500, overSeconds: 90 } },
    { kind: 'alarm-filter', parameters: { alarms: ['fraudAttempt'] } },
    { kind: 'push-setup', parameters: { object: '0.0.25.9.0', retries: 5 } },
  ]
  const first = await ordered('plain', 'sequence', { actions })
  expect(first.state).toBe('verified')
  const left = (steps: { reason?: string }[]) =>
    steps.filter(({ reason }) => reason === 'was so already').length
  expect(left(first.steps)).toBe(1)
  const again = await ordered('plain', 'sequence', { actions })
  expect(left(again.steps)).toBe(again.steps.length)
})

test('uc 2.b.2-2 a policy holds, and the meter never takes less', async () => {
  const control = await ordered('plain', 'security-policy', { protection: 'authenticated-encrypted' })
  expect(control).toMatchObject({ state: 'verified', steps: [{ found: 'authenticated, encrypted' }] })
  const weaker = await ordered('plain', 'security-policy', { protection: 'authenticated' })
  expect(weaker.steps.at(-1).found).toBe('authenticated, encrypted')
})
