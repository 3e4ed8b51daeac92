import { msPerDay } from '@ferraris/metering'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Collector } from '../collection/collector.ts'
import { healFuture } from '../collection/leases/keep.ts'
import { ownSystemTitle } from '../collection/system-title.ts'
import { endDeviceBySerial } from '../inventory/queries.ts'
import { findProblems } from '../summary/problems/problems.ts'
import { acaOf, openNetwork, type TestNetwork } from '../testing/network.fixture.ts'
import { enrolSome, ring } from '../testing/readings.ts'
import { ClockWatch } from './clock-watch.ts'
import { jumpWhileAway, recentJumps, rememberClock, rememberJump } from './jumps.ts'

const threeYearsMs = 3 * 365 * msPerDay
let net: TestNetwork
let elapsed = 0
let watch: ClockWatch
beforeAll(async () => {
  net = await openNetwork({}, { mayForget: () => watch.isSteady })
  watch = new ClockWatch({
    now: () => net.clock.now,
    elapsed: () => elapsed,
    onJump: jump => void jumps.push(rememberJump(net.store.kysely, jump)),
  })
})
afterAll(() => net.close())

const jumps: Promise<void>[] = []

/** Time passes by clock and watch alike. */
function pass(ms: number): void {
  net.clock.now += ms
  elapsed += ms
}

test('meters that were read while the clock was three years ahead are read again when it is right', async () => {
  const { pool, kysely } = net.store
  const { serial } = (await enrolSome(pool, 1, { now: net.clock.now }))[0]!
  const systemTitle = await ownSystemTitle(kysely)
  const healed: number[] = []
  const clock = { now: () => net.clock.now }
  // Nothing listens there: each session ends at once, and makes the meter due by the clock.
  const observer = { healed: (devices: number) => healed.push(devices) }
  const collector = new Collector({
    store: net.store,
    ring,
    writer: net.writer,
    clock,
    systemTitle,
    pollMs: 5,
    observer,
  })
  const sessions = async (count: number) => {
    while (collector.counters.silent < count) await new Promise(resolve => setTimeout(resolve, 5))
  }
  const right = net.clock.now
  net.clock.now += threeYearsMs
  collector.start()
  await sessions(1)
  await pool.query(
    `update collection set state = 'reachable', failures = 0, next_due = $1, last_contact = $1`,
    [new Date(net.clock.now + 3_600_000)],
  )
  net.clock.now = right + 6000
  await sessions(2)
  await collector.stop()
  expect(healed).toEqual([1])
  const device = await endDeviceBySerial(kysely, serial, net.clock.now)
  expect(Date.parse(device!.nextDue!) - net.clock.now).toBeLessThan(3_600_000)
  expect(Date.parse(device!.lastContact!)).toBeLessThanOrEqual(net.clock.now)
})

test('a lease that a jump of the clock left behind is ended; one of a session under way stays', async () => {
  const { pool } = net.store
  await enrolSome(pool, 2, { now: net.clock.now, prefix: 'LEASED' })
  const lease = (serial: string, until: number) =>
    pool.query(
      `update collection set lease_owner = gen_random_uuid(), lease_until = $2, next_due = $3
       where end_device_id = (select id from end_device where serial = $1)`,
      [serial, new Date(until), new Date(net.clock.now)],
    )
  await lease('LEASED00000001', net.clock.now + threeYearsMs)
  await lease('LEASED00000002', net.clock.now + 100_000)
  expect(await healFuture(pool, net.clock.now, 930)).toBe(1)
  const { rows } = await pool.query(
    `select serial from collection c join end_device d on d.id = c.end_device_id where lease_owner is not null`,
  )
  expect(rows).toEqual([{ serial: 'LEASED00000002' }])
})

test('a jump of two hours holds up no schedule of quarter-hours; daily ones keep their hour', async () => {
  const { pool } = net.store
  await enrolSome(pool, 1, { now: net.clock.now, prefix: 'HOURS' })
  const dueIn = async (minutes: number) => {
    await pool.query('update collection set next_due = $1', [new Date(net.clock.now + minutes * 60_000)])
    return await healFuture(pool, net.clock.now, 930)
  }
  const every = (minutes: number) =>
    pool.query('update meter_read_schedule set every_minutes = $1', [minutes])
  const { rows } = await pool.query('select every_minutes from meter_read_schedule limit 1')
  await every(15)
  expect(await dueIn(135)).toBeGreaterThan(0)
  expect(await dueIn(15)).toBe(0)
  await every(1440)
  expect(await dueIn(1440 + 135)).toBe(0)
  await every(rows[0].every_minutes)
})

test('nothing is forgotten after a jump of the clock until it was steady for a day; the jump is a problem meanwhile', async () => {
  const { pool, kysely } = net.store
  const heard = new Date(net.clock.now)
  await pool.query(`insert into line_meter (aca, first_heard, last_heard) values ($1, $2, $2)`, [
    acaOf(7),
    heard,
  ])
  const strangers = async () => (await pool.query('select from line_meter')).rowCount
  pass(60_000)
  net.clock.now += threeYearsMs
  await net.network.tick()
  expect(await strangers()).toBe(1)
  await Promise.all(jumps)
  expect((await findProblems(kysely, net.clock.now)).problems).toContainEqual(
    expect.objectContaining({ kind: 'head-end-clock', severity: 'critical' }),
  )
  pass(6000)
  net.clock.now -= threeYearsMs
  await net.network.tick()
  await Promise.all(jumps)
  expect(await recentJumps(kysely, net.clock.now)).toHaveLength(2)
  expect(await strangers()).toBe(1)
  for (let day = 0; day <= 30; day++) pass(msPerDay)
  await net.network.tick()
  expect(await strangers()).toBe(0)
  expect((await findProblems(kysely, net.clock.now)).problems).not.toContainEqual(
    expect.objectContaining({ kind: 'head-end-clock' }),
  )
})

test('a head-end that starts with a clock behind the one it ended with, or weeks ahead of it, doubts it', async () => {
  const { kysely } = net.store
  const now = net.clock.now
  expect(await jumpWhileAway(kysely, now)).toBeUndefined()
  await rememberClock(kysely, now)
  expect(await jumpWhileAway(kysely, now + 2 * msPerDay)).toBeUndefined()
  expect(await jumpWhileAway(kysely, now - msPerDay)).toEqual({ expected: now, found: now - msPerDay })
  expect(await jumpWhileAway(kysely, now + threeYearsMs)).toMatchObject({ expected: now })
})
