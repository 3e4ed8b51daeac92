import { afterAll, beforeAll, expect, test } from 'vitest'
import { hour, SimulatedWorld } from './simulated-world.ts'

// In the afternoon in Rome: a night is ahead.
const start = Date.parse('2026-11-18T15:00:00Z')

let world: SimulatedWorld
beforeAll(async () => {
  world = await SimulatedWorld.begin({ meters: 8, direct: 0, substations: 1, start })
})
afterAll(() => world.close())

interface Order {
  readonly state: string
  readonly detail: string | null
}

function orders(ids: readonly string[]) {
  return Promise.all(ids.map(id => world.get<Order>(`/end-device-controls/${id}`)))
}
async function areDone(ids: readonly string[]) {
  return (await orders(ids)).every(({ state }) => state === 'done' || state === 'verified')
}

test('new firmware reaches every meter of a section, though the district is stopped on the way', async () => {
  const octets = Uint8Array.from({ length: 50_000 }, (_, i) => (i * i) >> 4)
  const { sha256: image } = await world.post<{ sha256: string }>('/firmware-images?version=FER-2.0', octets)
  const ids: string[] = []
  for (const { serial } of world.district.meters) {
    ids.push(`firmware-${serial}`)
    await world.post('/end-device-controls', {
      id: `firmware-${serial}`,
      endDevice: serial,
      kind: 'firmware',
      image,
    })
  }
  const isUnderWay = async () => (await orders(ids)).some(({ detail }) => detail?.includes('of 521 blocks'))
  expect(await world.advanceUntil(isUnderWay, 2 * hour)).toBe(true)
  await world.district.close()
  await world.startDistrict()
  expect(await world.advanceUntil(() => areDone(ids), 12 * hour)).toBe(true)
  for (const { detail } of await orders(ids)) expect(detail).toBe('its firmware is FER-2.0')
})

test('a power limit ordered at the head-end opens the switch of a customer who draws more, and that is reported', async () => {
  const { serial } = world.district.meters.at(-1)!
  const limit = { id: 'limit', endDevice: serial, kind: 'limit', watts: 10 }
  await world.post('/end-device-controls', limit)
  expect(await world.advanceUntil(() => areDone(['limit']), hour)).toBe(true)
  const isOpen = async () => {
    const { items } = await world.get<{ items: { name: string }[] }>(
      `/end-device-events?endDevice=${serial}&limit=50`,
    )
    return items.some(({ name }) => /disconnect/i.test(name))
  }
  expect(await world.advanceUntil(isOpen, 24 * hour)).toBe(true)
})
