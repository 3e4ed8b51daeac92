import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { minute, SimulatedWorld } from '../../power-line/simulated-world.ts'

/** Early afternoon of a Saturday in Rome. */
const start = Date.UTC(2026, 10, 21, 12)

interface Row {
  readonly values: Record<string, unknown>
}

let world: SimulatedWorld
let serial: string
beforeAll(async () => {
  world = await SimulatedWorld.begin({
    meters: 6,
    direct: 0,
    substations: 1,
    start,
    allInReach: true,
    tls: true,
  })
  serial = world.district.meters[2]!.serial
}, 120_000)
afterAll(() => world.close())

describe('head-end and concentrator by Original-SMITP over IP and TLS, at a door that knows it by its certificate', () => {
  test('uc K-19 the tables of the concentrator are read, written and reset, and G2 tells the same', async () => {
    const table = '/concentrators/C1/tables'
    expect((await world.get<Row>(`${table}/name`)).values).toEqual({ name: 'C1' })
    const before = (await world.get<Row>(`${table}/setting?row=1`)).values
    expect((await world.put<Row>(`${table}/setting?row=1`, { values: { value: 9 } })).values).toEqual({
      value: 9,
    })
    await world.until(async () => {
      const { inForce } = await world.get<{ inForce: { attempts: number } }>('/concentrators/C1/settings')
      return inForce.attempts === 9
    })
    expect((await world.post<Row>(`${table}/setting/reset?row=1`, {})).values).toEqual(before)
    await expect(world.post(`${table}/name/reset`, {})).rejects.toThrow('denies access')
    await expect(world.put(`${table}/setting?row=1`, { values: { value: 99 } })).rejects.toThrow(
      'refuses the value',
    )
    const meters = await Promise.all(
      Array.from({ length: 6 }, (_, row) => world.get<Row>(`${table}/meter?row=${row}`)),
    )
    expect(meters.map(({ values }) => values.state)).toEqual(Array(6).fill('adopted'))
  }, 60_000)

  test('uc K-19 tables of a meter are passed through, protected end to end', async () => {
    const table = `/end-devices/${serial}/tables`
    const { values } = await world.overTheLine(world.get<Row>(`${table}/totals`))
    expect(values.activeImport).toBeGreaterThan(0)
    expect((await world.overTheLine(world.get<Row>(`${table}/identity`))).values).toMatchObject({ serial })
    // Its own concentrator goes on with it all the same.
    const order = { endDevice: serial, kind: 'read-registers', id: 'after' }
    await world.post('/end-device-controls', order)
    const isDone = async () =>
      (await world.get<{ state: string }>('/end-device-controls/after')).state === 'done'
    expect(await world.advanceUntil(isDone, 30 * minute)).toBe(true)
  }, 60_000)
})

describe('the catalogue of tables', () => {
  test('uc K-18 is known without asking: size, unit, range and what may be done to each row', async () => {
    const { items } = await world.get<{ items: { kind: string; actions: { action: string }[] }[] }>(
      '/tables?of=meter',
    )
    const actions = new Map(items.map(({ kind, actions: may }) => [kind, may.map(({ action }) => action)]))
    expect(actions.get('lineStatistics')).toEqual(['read', 'reset'])
    expect(actions.get('totals')).toEqual(['read'])
    expect(actions.has('keys')).toBe(false)
  })

  test('uc K-18 a row is reset where the catalogue says so, and the meter refuses elsewhere', async () => {
    const table = `/end-devices/${serial}/tables`
    const before = await world.overTheLine(world.get<Row>(`${table}/lineStatistics`))
    expect(before.values.requests).toBeGreaterThan(0)
    const after = await world.overTheLine(world.post<Row>(`${table}/lineStatistics/reset`, {}))
    expect(after.values.requests).toBeLessThan(Number(before.values.requests))
    await expect(world.overTheLine(world.post(`${table}/totals/reset`, {}))).rejects.toThrow('denies access')
    await expect(
      world.overTheLine(world.put(`${table}/totals`, { octets: '00'.repeat(20) })),
    ).rejects.toThrow('denies access')
  }, 60_000)
})

test('uc 2.b.2-1 when a concentrator reads the night, and how often it tries, is set, in force, and read back', async () => {
  interface Settings {
    readonly state: string
    readonly inForce: Readonly<Record<string, unknown>>
  }
  const path = '/concentrators/C1/settings'
  const before = (await world.get<Settings>(path)).inForce
  const wanted = { attempts: 5, backOffSeconds: 90, nightStartSeconds: 1800, statusEverySeconds: 600 }
  await world.post(path, wanted, 'PATCH')
  const inForce = async () => (await world.get<Settings>(path)).state === 'in-force'
  expect(await world.advanceUntil(inForce, 10 * minute)).toBe(true)
  expect((await world.get<Settings>(path)).inForce).toEqual({ ...before, ...wanted })
  // Read back from the concentrator itself, by its own table.
  const { values } = await world.get<Row>('/concentrators/C1/tables/setting?row=1')
  expect(values).toEqual({ value: wanted.attempts })
  // What cannot be is refused, and changes nothing.
  await expect(world.post(path, { attempts: 0 }, 'PATCH')).rejects.toThrow('400')
  expect((await world.get<Settings>(path)).inForce).toEqual({ ...before, ...wanted })
}, 60_000)

test('uc 2.b.3-1 firmware of the concentrator is brought by an order, and runs after its restart', async () => {
  const image = new Uint8Array(Buffer.from('firmware of a concentrator '.repeat(4000)))
  const { sha256 } = await world.post<{ sha256: string }>('/firmware-images?version=0.2.0', image)
  const order = { id: 'fw', concentrator: 'C1', kind: 'concentrator-firmware', parameters: { image: sha256 } }
  await world.post('/end-device-controls', order)
  const isDone = async () => (await world.get<{ state: string }>('/end-device-controls/fw')).state === 'done'
  expect(await world.advanceUntil(isDone, 60 * minute)).toBe(true)
  await world.until(async () => {
    const { firmware } = await world.get<{ firmware: { version: string } }>('/concentrators/C1/own-state')
    return firmware.version === '0.2.0'
  })
  const { items } = await world.get<{ items: { code: string }[] }>('/concentrators/C1/own-events')
  expect(items.map(({ code }) => code)).toEqual(
    expect.arrayContaining(['firmware-activated', 'firmware-confirmed']),
  )
}, 60_000)
