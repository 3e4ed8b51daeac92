import { randomUUID } from 'node:crypto'
import { inspect } from 'node:util'
import { obis } from '@ferraris/cosem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { KeyError, KeyRing } from '../../inventory/keys/key-ring.ts'
import { endDeviceBySerial } from '../../inventory/queries.ts'
import { listSchedules, updateSchedule } from '../../schedules/queries.ts'
import { delivery, enrolSome, guekOf, ring } from '../../testing/readings.ts'
import { temporaryStore } from '../../testing/temporary-store.ts'
import type { Completion } from '../completion.ts'
import { sessionsToday } from '../queries.ts'
import { Writer } from '../writer.ts'
import { releaseLeases, reserveCountersFrom } from './keep.ts'
import type { Lease } from './lease.ts'
import { leaseDue, leaseOne } from './take.ts'

const now = Date.parse('2026-11-21T09:30:00Z')
let store: Awaited<ReturnType<typeof temporaryStore>>
beforeAll(async () => {
  store = await temporaryStore()
})
afterAll(() => store.remove())

function terms(owner: string, at = now) {
  return { owner, now: at, leaseSeconds: 30, counters: 64 }
}
function lease(owner: string, limit: number, at = now) {
  return leaseDue(store.pool, ring, { ...terms(owner, at), limit })
}
function completed(lease: Lease, more: Partial<Completion> = {}) {
  return delivery(lease.endDeviceId, {
    completion: {
      leaseOwner: lease.owner,
      at: now,
      timeZone: 'Europe/Rome',
      state: 'reachable',
      nextDue: now + 3_600_000,
      ...more,
    },
  })
}

describe('leases', () => {
  test('are never given twice, however many workers ask at once', async () => {
    const devices = await enrolSome(store.pool, 500, { now, prefix: 'L' })
    const workers = Array.from({ length: 6 }, () => randomUUID())
    const leased: Lease[] = []
    const work = async (owner: string) => {
      for (;;) {
        const batch = await lease(owner, 17)
        if (batch.length === 0) return
        leased.push(...batch)
      }
    }
    await Promise.all(workers.map(work))
    expect(leased.length).toBe(devices.length)
    expect(new Set(leased.map(({ endDeviceId }) => endDeviceId)).size).toBe(devices.length)
    for (const owner of workers) {
      const own = leased.filter(one => one.owner === owner)
      await releaseLeases(
        store.pool,
        owner,
        own.map(({ endDeviceId }) => endDeviceId),
      )
    }
    expect((await lease(randomUUID(), 1000)).length).toBe(devices.length)
  })

  test('of a worker that died run out, and another goes on with fresh counters', async () => {
    const [device] = await enrolSome(store.pool, 1, { now, prefix: 'M' })
    const [dead] = (await lease(randomUUID(), 1000)).filter(one => one.serial === device!.serial)
    expect((await lease(randomUUID(), 1000, now + 29_000)).map(one => one.serial)).not.toContain(
      device!.serial,
    )
    const later = (await lease(randomUUID(), 1000, now + 31_000)).filter(one => one.serial === device!.serial)
    expect(later[0]!.counters.next).toBe(dead!.counters.end)
    expect(dead!.counters.end - dead!.counters.next).toBe(64)
  })

  test('bring more counters for a device with history to read', async () => {
    const [device] = await enrolSome(store.pool, 1, { now, prefix: 'O' })
    const writer = await Writer.open(store.pool, { gather: 1 })
    const ask = { ...terms(randomUUID()), serial: device!.serial, countersForHistory: 4096 }
    const sizeOf = (one: Awaited<ReturnType<typeof leaseOne>>) =>
      one === undefined || one === 'busy' ? one : one.counters.end - one.counters.next
    const first = await leaseOne(store.pool, ring, ask)
    expect(sizeOf(first)).toBe(4096)
    await writer.write(completed(first as Lease))
    expect(sizeOf(await leaseOne(store.pool, ring, { ...ask, now: now + 60_000 }))).toBe(64)
  })

  test('carry the keys without showing them', async () => {
    await enrolSome(store.pool, 1, { now, prefix: 'P' })
    const one = await leaseOne(store.pool, ring, { ...terms(randomUUID()), serial: 'P00000001' })
    if (one === undefined || one === 'busy') throw new Error('not leased')
    expect(Buffer.from(one.keys.get(2)!.guek!.octets()).toString('hex')).toBe(guekOf('P00000001'))
    expect(inspect(one, { depth: 5, getters: true })).toContain('[key]')
    expect(JSON.stringify([...one.keys])).toContain('[key]')
    expect(await leaseOne(store.pool, ring, { ...terms(randomUUID()), serial: 'P00000001' })).toBe('busy')
    expect(await leaseOne(store.pool, ring, { ...terms(randomUUID()), serial: 'unknown' })).toBeUndefined()
  })

  test('are given also where the keys are wrapped under another key: that is for the session to find out', async () => {
    await enrolSome(store.pool, 1, { now, prefix: 'N' })
    const other = new KeyRing(Buffer.alloc(32, 9))
    const one = await leaseOne(store.pool, other, { ...terms(randomUUID()), serial: 'N00000001' })
    if (one === undefined || one === 'busy') throw new Error('not leased')
    expect(() => one.keys.get(2)!.guek).toThrow(KeyError)
  })

  test('go past a counter that the meter has seen from us and we do not remember', async () => {
    await enrolSome(store.pool, 1, { now, prefix: 'Q' })
    const one = await leaseOne(store.pool, ring, { ...terms(randomUUID()), serial: 'Q00000001' })
    if (one === undefined || one === 'busy') throw new Error('not leased')
    expect(await reserveCountersFrom(store.pool, one.counterKey, 5000, 64)).toEqual({ next: 5000, end: 5064 })
    expect(await reserveCountersFrom(store.pool, one.counterKey, 10, 64)).toEqual({ next: 5064, end: 5128 })
  })
})

describe('a completed session', () => {
  test('tells when the device is due again, and how far its logs are read', async () => {
    const [device] = await enrolSome(store.pool, 1, { now, prefix: 'R' })
    const writer = await Writer.open(store.pool, { gather: 1 })
    const worker = randomUUID()
    const [mine] = (await lease(worker, 1000)).filter(one => one.serial === device!.serial)
    const before = await sessionsToday(store.kysely, { now, timeZone: 'Europe/Rome' })
    await writer.write(
      completed(mine!, {
        clockOffsetSeconds: -3,
        readUntil: { '1.0.99.1.0.255': 1000 },
        learned: {
          model: 'FER-1',
          systemTitle: Buffer.from('4645520000000001', 'hex'),
          units: { '1.0.1.8.0.255': { scaler: 0, unit: 30 } },
          profiles: {
            '1.0.99.1.0.255': {
              capturePeriod: 900,
              columns: [{ classId: 8, obis: obis('0.0.1.0.0.255'), attribute: 2 }],
            },
          },
        },
      }),
    )
    expect(await endDeviceBySerial(store.kysely, device!.serial, now)).toMatchObject({
      state: 'reachable',
      model: 'FER-1',
      systemTitle: '4645520000000001',
      clockOffsetSeconds: -3,
      lastContact: new Date(now).toISOString(),
      nextDue: new Date(now + 3_600_000).toISOString(),
      captureObjects: [{ classId: 8, obis: '0.0.1.0.0.255', attribute: 2 }],
      completeness: 0,
    })
    expect(await sessionsToday(store.kysely, { now, timeZone: 'Europe/Rome' })).toEqual({
      sessions: before.sessions + 1,
      failed: before.failed,
    })
    const [again] = (await lease(worker, 1000, now + 3_600_001)).filter(one => one.serial === device!.serial)
    expect(again).toMatchObject({ failures: 0, readUntil: { '1.0.99.1.0.255': 1000 } })
    expect(again!.units['1.0.1.8.0.255']).toEqual({ scaler: 0, unit: 30 })
  })

  test('that failed counts up until one goes well', async () => {
    const [device] = await enrolSome(store.pool, 1, { now, prefix: 'T' })
    const writer = await Writer.open(store.pool, { gather: 1 })
    const own = async (at: number) =>
      (await lease(randomUUID(), 1000, at)).filter(one => one.serial === device!.serial)[0]!
    await writer.write(completed(await own(now), { state: 'silent', error: 'timeout', nextDue: now + 1000 }))
    const second = await own(now + 1000)
    expect(second.failures).toBe(1)
    expect(await endDeviceBySerial(store.kysely, device!.serial, now)).toMatchObject({
      state: 'silent',
      lastError: 'timeout',
      lastContact: null,
    })
    await writer.write(completed(second))
    expect(await endDeviceBySerial(store.kysely, device!.serial, now)).toMatchObject({
      state: 'reachable',
      lastError: null,
    })
  })

  test('of a device now leased to another changes nothing, though its readings stay', async () => {
    const [device] = await enrolSome(store.pool, 1, { now, prefix: 'U' })
    const writer = await Writer.open(store.pool, { gather: 1 })
    const [slow] = (await lease(randomUUID(), 1000)).filter(one => one.serial === device!.serial)
    const [other] = (await lease(randomUUID(), 1000, now + 31_000)).filter(
      one => one.serial === device!.serial,
    )
    await writer.write(completed(slow!, { nextDue: null }))
    expect(await leaseOne(store.pool, ring, { ...terms(randomUUID()), serial: device!.serial })).toBe('busy')
    await writer.write(completed(other!))
    expect((await endDeviceBySerial(store.kysely, device!.serial, now))!.nextDue).not.toBeNull()
  })
})

test('a schedule that is switched off makes its devices due no more, and on again', async () => {
  await enrolSome(store.pool, 1, { now, prefix: 'V' })
  const [standard] = await listSchedules(store.kysely)
  const { id, ...settings } = standard!
  await updateSchedule(store.kysely, id, { ...settings, enabled: false }, now)
  expect(await lease(randomUUID(), 1000, now + 40 * 86_400_000)).toEqual([])
  await updateSchedule(store.kysely, id, settings, now)
  const device = await endDeviceBySerial(store.kysely, 'V00000001', now)
  expect(device!.nextDue).toBe('2026-11-21T10:02:00.000Z')
  expect(await updateSchedule(store.kysely, 999, settings, now)).toBeUndefined()
})
