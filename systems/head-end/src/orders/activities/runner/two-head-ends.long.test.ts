import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startMeters, type TestMeter } from '../../../testing/meter-fleet.fixture.ts'
import { temporaryStore } from '../../../testing/temporary-store.ts'
import type { EndDeviceControlDetail } from '../../record/schemas.ts'
import type { ActivityDetail } from '../schemas.ts'
import { clock, HeadEndProcess } from './head-end-processes.fixture.ts'

/** More than 50 disconnections at once would wait for a second person. */
const count = 48

let keys: string
let store: Awaited<ReturnType<typeof temporaryStore>>
let one: HeadEndProcess
let other: HeadEndProcess
let meters: TestMeter[]

beforeAll(async () => {
  // What they share: a database, and the folder of the key-encryption key.
  keys = await mkdtemp(join(tmpdir(), 'ferraris-two-head-ends-'))
  store = await temporaryStore()
  const database = `postgres://ferraris@${encodeURIComponent(store.server!.address.host)}/ferraris`
  meters = await startMeters(count, clock, [2026, 11, 19])
  one = new HeadEndProcess(keys, database)
  other = new HeadEndProcess(keys, database)
  await one.start()
  await other.start()
  await one.api(
    '/end-devices',
    meters.map(({ enrolment }) => enrolment),
  )
})
afterAll(async () => {
  for (const headEnd of [one, other]) await headEnd.kill('SIGTERM')
  for (const { listener } of meters) await listener.close()
  await store.remove()
  await rm(keys, { recursive: true })
})

/** The lines of an activity by the serial number of their meter. */
async function linesOf(activity: string): Promise<Map<string, EndDeviceControlDetail>> {
  const { items } = await other.api<{ items: EndDeviceControlDetail[] }>(
    `/end-device-controls?activity=${activity}&limit=${count}`,
  )
  return new Map(items.map(line => [line.endDevice ?? '', line]))
}

function moves(): Map<string, number> {
  return new Map(meters.map(({ meter, enrolment }) => [enrolment.serial, meter.store.supply.moves]))
}

/** Whether an order has been done at its meter, as its record tells; undefined where it says that this is not known. */
function isTold({ state, detail }: EndDeviceControlDetail): boolean | undefined {
  if (state === 'cancelled' && detail?.includes('the meter may have done it')) return undefined
  return state === 'verified' || state === 'done'
}

test('uc UC10-P4 two head-ends share an activity that is paused, resumed and cancelled while one is killed; planned again it acts once at each meter', async () => {
  const before = moves()
  const serials = [...before.keys()]
  await one.api('/activities', {
    id: 'off',
    name: 'Off',
    kind: 'switch',
    parameters: { connected: false },
    targets: { endDevices: serials },
    pace: { overall: 8 },
    retries: 10,
  })
  const succeeded = (least: number) =>
    other.until<ActivityDetail>('/activities/off', ({ counts }) => counts.succeeded >= least)
  await succeeded(6)
  // People steer at both while sessions are under way.
  await Promise.all([one.api('/activities/off/pause', {}), other.api('/activities/off/pause', {})])
  await Promise.all([one.api('/activities/off/resume', {}), other.api('/activities/off/pause', {})])
  await other.api('/activities/off/resume', {})
  await succeeded(15)
  await one.kill('SIGKILL')
  await succeeded(24)
  await other.api('/activities/off/cancel', {})
  await one.start()
  const cancelled = await one.until<ActivityDetail>('/activities/off', ({ counts }) => counts.open === 0)
  expect(cancelled).toMatchObject({ state: 'cancelled', counts: { total: count, waiting: 0, failed: 0 } })

  const afterwards = moves()
  for (const [serial, line] of await linesOf('off')) {
    const moved = afterwards.get(serial)! - before.get(serial)!
    expect([0, 1], serial).toContain(moved)
    const told = isTold(line)
    if (told !== undefined) expect([serial, line.state, moved]).toEqual([serial, line.state, told ? 1 : 0])
  }

  await other.api('/activities/off/replan', { id: 'again', states: ['cancelled'] })
  const again = await one.until<ActivityDetail>('/activities/again', ({ state }) => state === 'done')
  expect(again.counts).toMatchObject({ total: cancelled.counts.cancelled, failed: 0 })
  expect(again.counts.succeeded).toBe(again.counts.total)
  const atLast = moves()
  expect(serials.map(serial => atLast.get(serial)! - before.get(serial)!)).toEqual(serials.map(() => 1))
  expect(meters.every(({ meter }) => !meter.store.supply.outputState)).toBe(true)
})
