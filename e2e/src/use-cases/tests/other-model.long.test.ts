import { serialOf } from '@ferraris/meter'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { minute, SimulatedWorld } from '../../power-line/simulated-world.ts'

/** Early afternoon of a Saturday in Rome. */
const start = Date.UTC(2026, 10, 21, 12)
const other = serialOf(3)

let world: SimulatedWorld
beforeAll(async () => {
  const shape = { meters: 5, direct: 0, substations: 1, start, allInReach: true }
  world = await SimulatedWorld.begin({ ...shape, basicMeters: [other] })
}, 120_000)
afterAll(() => world.close())

interface Order {
  readonly state: string
  readonly detail: string | null
  readonly steps: readonly { readonly target: string; readonly outcome: string }[]
}

async function ordered(id: string, kind: string, parameters: object = {}): Promise<Order> {
  await world.post('/end-device-controls', { id, endDevice: other, kind, parameters })
  const find = () => world.get<Order>(`/end-device-controls/${id}`)
  const isOver = async () => !['queued', 'sent', 'accepted', 'running'].includes((await find()).state)
  await world.overTheLine(world.until(isOver))
  return await find()
}

test('uc UC10-Y a meter of another model is read through the same concentrator, by its tables and by its objects', async () => {
  expect(other).toBe(world.district.meters.find(({ serial }) => serial === other)?.serial)
  const full = world.district.meters.find(({ serial }) => serial !== other)!.serial
  const day = '2026-11-20'
  for (const serial of [other, full]) {
    const query = `endDevice=${serial}&obis=1.0.1.8.0.255&from=${day}&to=${day}`
    const { items } = await world.get<{ items: { values: number[] }[] }>(`/interval-blocks?${query}`)
    expect(items[0]?.values).toHaveLength(96)
  }
  const reading = { obis: ['1.0.1.8.0.255'] }
  const { registers } = await world.overTheLine(
    world.post<{ registers: { value: number }[] }>(`/end-devices/${other}/readings`, reading),
  )
  expect(registers[0]?.value).toBeGreaterThan(0)
  const objects = async (serial: string) => {
    const asked = world.get<{ items: { obis: string }[] }>(`/end-devices/${serial}/objects?refresh=true`)
    return (await world.overTheLine(asked)).items.map(({ obis }) => obis)
  }
  const [fewer, all] = [await objects(other), await objects(full)]
  expect(fewer.length).toBeLessThan(all.length)
  expect(fewer.some(obis => !all.includes(obis))).toBe(true)
}, 120_000)

test('uc UC10-Y it is ordered as the others are, by job and by session, whatever its objects are called', async () => {
  expect(await ordered('by-job', 'read-registers')).toMatchObject({ state: 'done' })
  expect(['done', 'verified']).toContain((await ordered('switch', 'switch', { connected: true })).state)
  const contract = { watts: 3300, overSeconds: 90, emergencyWatts: 1000, groups: [1] }
  const { state, steps, detail } = await ordered('by-session', 'contract', contract)
  expect([state, detail]).toEqual(['verified', null])
  expect(steps.map(({ target }) => target)).toContain('0.0.17.0.2.255 thresholdNormal')
  await world.advance(minute)
}, 120_000)
