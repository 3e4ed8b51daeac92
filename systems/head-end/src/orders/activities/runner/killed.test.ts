import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { killServer } from '@ferraris/service/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startMeters, type TestMeter } from '../../../testing/meter-fleet.fixture.ts'
import type { ActivityDetail } from '../schemas.ts'
import { clock, HeadEndProcess } from './head-end-processes.fixture.ts'

let data: string
let headEnd: HeadEndProcess
let meters: TestMeter[]

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'ferraris-killed-activity-'))
  meters = await startMeters(24, clock, [2026, 11, 19])
  headEnd = new HeadEndProcess(data)
  await headEnd.start()
})
afterAll(async () => {
  // The server of the store ends with the head-end that has taken it over, if that may end in order.
  await headEnd.kill('SIGTERM').catch(() => {})
  for (const { listener } of meters) await listener.close()
  await rm(data, { recursive: true })
})

function until(fits: (activity: ActivityDetail) => boolean): Promise<ActivityDetail> {
  return headEnd.until('/activities/off', fits)
}

/** The database as a power cut ends it; the head-end starts it again. */
function killDatabase(): void {
  const [pid] = readFileSync(join(data, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')
  killServer(Number(pid))
}

test('a head-end that is killed twice in the middle of an activity, and loses its database, acts once at each meter, and loses none', async () => {
  await headEnd.api(
    '/end-devices',
    meters.map(({ enrolment }) => enrolment),
  )
  const movesBefore = meters.map(({ meter }) => meter.store.supply.moves)
  const created = await headEnd.api<ActivityDetail>('/activities', {
    id: 'off',
    name: 'Off',
    kind: 'switch',
    parameters: { connected: false },
    targets: { endDevices: meters.map(({ enrolment }) => enrolment.serial) },
    pace: { overall: 6 },
    retries: 10,
  })
  expect(created.counts.total).toBe(24)
  for (const share of [4, 16]) {
    await until(({ counts }) => counts.succeeded >= share)
    await headEnd.kill('SIGKILL')
    await headEnd.start()
    if (share > 4) continue
    await until(({ counts }) => counts.succeeded >= 10)
    killDatabase()
  }
  const done = await until(({ state }) => state === 'done')
  expect(done.counts).toMatchObject({ total: 24, succeeded: 24, failed: 0 })
  expect(meters.map(({ meter }, i) => meter.store.supply.moves - movesBefore[i]!)).toEqual(
    meters.map(() => 1),
  )
  expect(meters.every(({ meter }) => !meter.store.supply.outputState)).toBe(true)
})
