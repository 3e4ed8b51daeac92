import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { wholeSecondsOf } from '@ferraris/metering'
import { decodeDownMessage, decodeUpMessage, encodeDownMessage, encodeUpMessage } from '@ferraris/uplink'
import { afterEach, describe, expect, test } from 'vitest'
import { KeyVault } from '../store/key-vault.ts'
import { Store } from '../store/store.ts'
import { StoreError } from '../store/store-error.ts'
import { hourMs, minuteMs, TestSection } from '../testing/section.fixture.ts'

const dayMs = 24 * hourMs

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})
function storeOf(mostOctets?: number): Store {
  const folder = mkdtempSync(join(tmpdir(), 'ferraris-uplink-'))
  folders.push(folder)
  return Store.open(join(folder, 'store'), new KeyVault(new Uint8Array(32)), mostOctets)
}

describe('the way up', () => {
  test('carries nothing but what the interface allows', () => {
    const section = new TestSection({ meters: 4 })
    section.meters[0]!.events = [{ time: 1_790_000_000, code: 2 }]
    section.job('one', { kind: 'read-registers', aca: section.meters[0]!.aca })
    section.run(3 * hourMs)
    const kinds = new Set(section.headEnd.messages.map(({ kind }) => kind))
    expect([...kinds].toSorted()).toEqual([
      'heartbeat',
      'inventory',
      'job-reports',
      'own-events',
      'own-state',
      'results',
      'settings',
      'statistics',
    ])
    for (const message of section.headEnd.messages) {
      expect(decodeUpMessage(encodeUpMessage(message))).toEqual(message)
    }
    const adoption = {
      kind: 'adopt',
      meters: [{ ...section.meters[0]!.adoption, mode: 'faithful' as const }],
    } as const
    expect(decodeDownMessage(encodeDownMessage(adoption))).toEqual(adoption)
  })

  test('is not held up by what a meter shows that the interface has no room for', () => {
    const section = new TestSection({ meters: 3, settings: { historyDays: 1 } })
    const [odd, other] = section.meters
    odd!.events = [
      { time: 0xffffffff, code: 2 },
      { time: 1_790_000_000, code: 2 },
    ]
    odd!.clockAhead = 0xffffffff - wholeSecondsOf(section.line.now) - 3600
    section.job('odd', { kind: 'read-registers', aca: odd!.aca })
    section.job('other', { kind: 'read-registers', aca: other!.aca })
    section.run(3 * hourMs)
    expect(section.headEnd.states('other').at(-1)).toBe('done')
    expect(section.concentrator.condition()).toMatchObject({ pendingResults: 0, refusedResults: 2 })
    const events = [...section.headEnd.results.values()].filter(({ kind }) => kind === 'events')
    expect(events).toMatchObject([{ aca: odd!.aca, events: [{ code: 2, index: 2 }] }])
  })

  test('uc IF-G2 may be cut for days: the section is read on, jobs that had come are done, and all of it arrives later', () => {
    const section = new TestSection({ meters: 3, settings: { historyDays: 2 } })
    section.run(2 * hourMs)
    section.job(
      'soon',
      { kind: 'switch', aca: section.meters[0]!.aca, connected: false },
      {
        notBefore: section.line.now + hourMs,
        expires: section.line.now + 3 * dayMs,
      },
    )
    section.run(minuteMs)
    const before = section.headEnd.messages.length
    section.concentrator.disconnected(section.line.now)
    section.run(4 * dayMs)
    expect(section.headEnd.messages).toHaveLength(before)
    expect(section.meters[0]!.switched).toEqual(['openBreaker'])
    section.concentrator.connected(section.line.now)
    section.run(5 * minuteMs)
    expect(section.headEnd.states('soon').at(-1)).toBe('done')
    for (const { aca } of section.meters) {
      const days = section.headEnd.days(aca).map(day => day.kind === 'profile-day' && day.day)
      expect(days).toEqual(expect.arrayContaining(['2026-11-21', '2026-11-22', '2026-11-23', '2026-11-24']))
    }
    expect(section.concentrator.condition().pendingResults).toBe(0)
  })

  test('brings results again until they are acknowledged, and never as something else', () => {
    const section = new TestSection({ meters: 6, settings: { historyDays: 10 } })
    section.headEnd.acknowledging = false
    section.run(hourMs)
    const { results } = section.headEnd
    const first = new Map(results)
    expect(section.headEnd.again).toBeGreaterThan(0)
    section.headEnd.acknowledging = true
    section.run(hourMs)
    expect(section.concentrator.condition().pendingResults).toBe(0)
    for (const [key, result] of first) expect(results.get(key)).toEqual(result)
    expect(section.headEnd.days()).toHaveLength(60)
  })

  const removed = '4645000003E7'
  /** A section that brings more results of a meter that was removed than may be under way together. */
  function withRemovedMeter() {
    const section = new TestSection({ meters: 2, settings: { historyDays: 2 } })
    for (let i = 0; i < 250; i++) {
      const readAt = section.line.now + i
      section.store.results.add({ kind: 'registers', aca: removed, readAt, time: readAt, registers: [] })
    }
    return section
  }

  test('is not blocked by results to which the head-end says nothing, and brings them again', () => {
    const section = withRemovedMeter()
    section.headEnd.unanswered.add(removed)
    section.run(3 * hourMs)
    expect(section.headEnd.days()).toHaveLength(4)
    expect(section.concentrator.condition().pendingResults).toBe(250)
    section.headEnd.unanswered.clear()
    section.run(10 * minuteMs)
    expect(section.concentrator.condition().pendingResults).toBe(0)
  })

  test('brings a result that is refused no more, and keeps it with the reason', () => {
    const section = withRemovedMeter()
    section.headEnd.foreign.add(removed)
    section.run(2 * minuteMs)
    expect(section.concentrator.condition()).toMatchObject({ pendingResults: 0, refusedResults: 250 })
    expect(section.headEnd.again).toBe(0)
    const [newest] = section.store.results.refused(1)
    expect(newest).toEqual({ key: expect.any(String), aca: removed, refusal: 'foreign' })
  })

  test('is never flooded: what is not acknowledged holds back what comes behind it', () => {
    const section = new TestSection({ meters: 30, settings: { historyDays: 10, resendAfterMs: dayMs } })
    section.headEnd.acknowledging = false
    section.run(4 * hourMs)
    expect(section.concentrator.condition().pendingResults).toBeGreaterThan(300)
    expect(section.headEnd.results.size).toBeLessThanOrEqual(240)
  })

  test('brings a new event before the backlog', () => {
    const section = new TestSection({
      meters: 10,
      settings: { historyDays: 10, statusEveryMs: 10 * minuteMs },
    })
    section.meters[0]!.events = [{ time: 1_790_000_000, code: 2 }]
    section.run(20 * minuteMs)
    section.concentrator.disconnected(section.line.now)
    section.run(3 * hourMs)
    section.meters[0]!.events.push({ time: 1_790_000_900, code: 59 })
    section.run(20 * minuteMs)
    const before = section.headEnd.messages.length
    section.concentrator.connected(section.line.now)
    section.run(1000)
    const first = section.headEnd.messages.slice(before).find(({ kind }) => kind === 'results')
    expect(first?.kind === 'results' && first.results[0]).toMatchObject({
      kind: 'events',
      events: [expect.objectContaining({ code: 59 })],
    })
  })

  test('brings on-demand results before the backlog', () => {
    const section = new TestSection({ meters: 10, settings: { historyDays: 10 } })
    section.concentrator.disconnected(section.line.now)
    section.run(3 * hourMs)
    section.job('now', { kind: 'read-registers', aca: section.meters[0]!.aca })
    section.run(minuteMs)
    section.concentrator.connected(section.line.now)
    section.run(1000)
    const first = section.headEnd.messages.find(({ kind }) => kind === 'results')
    const { result } = section.headEnd.reports.get('now')!.at(-1)!
    expect(first?.kind === 'results' && first.results[0]!.key).toBe(result)
  })
})

describe('a full disk', () => {
  test('stops the reading, is reported, and nothing is acknowledged that is not stored', () => {
    const store = storeOf(200_000)
    const section = new TestSection({
      meters: 6,
      store,
      settings: { historyDays: 30, keepResultsMs: hourMs },
    })
    section.headEnd.acknowledging = false
    section.run(3 * hourMs)
    expect(section.concentrator.condition().state).toBe('storage')
    expect(section.headEnd.last('heartbeat')?.diskFree).toBe(0)
    // It can also be stopped, and says no more of what it could not write.
    section.concentrator.stop(section.line.now)
    const requests = section.meters.map(meter => meter.requests)
    const job = { priority: 'on-demand', expires: section.line.now + dayMs } as const
    const task = { kind: 'switch', aca: section.meters[0]!.aca, connected: false } as const
    const jobs = ['off', 'x'.repeat(30_000)].map(id => ({ ...job, id, task }))
    expect(() => section.tell({ kind: 'jobs', jobs })).toThrow(StoreError)
    section.run(minuteMs)
    expect(section.headEnd.states('off')).toEqual([])
    section.run(10 * minuteMs)
    // A try a minute may get as far as one request to each of a few meters, no further.
    const after = section.meters.map((meter, i) => meter.requests - requests[i]!)
    expect(Math.max(...after)).toBeLessThan(60)
    section.headEnd.acknowledging = true
    section.run(6 * hourMs)
    expect(section.concentrator.condition().state).toBe('working')
    section.run(12 * hourMs)
    const days = section.headEnd.days().map(day => day.kind === 'profile-day' && `${day.aca} ${day.day}`)
    expect(new Set(days).size).toBe(days.length)
    expect(days.length).toBeGreaterThanOrEqual(180)
    store.close()
  })
})

describe('a clock that jumps', () => {
  test('back does not stop the concentrator until it has caught up', () => {
    const section = new TestSection({ meters: 2 })
    section.run(2 * hourMs)
    const { concentrator } = section
    const behind = section.line.now - 30 * dayMs
    const before = section.headEnd.messages.length
    concentrator.wake(behind)
    concentrator.wake(behind + minuteMs)
    concentrator.wake(behind + 2 * minuteMs)
    const heartbeats = section.headEnd.messages.slice(before).filter(({ kind }) => kind === 'heartbeat')
    expect(heartbeats.length).toBeGreaterThanOrEqual(2)
  })
})

test('a restarted concentrator still has its meters, their routes, counters and days', () => {
  const store = storeOf()
  const settings = { historyDays: 3, statusEveryMs: 6 * hourMs, callEveryMs: 6 * hourMs }
  const first = new TestSection({ meters: 3, store, settings })
  first.run(3 * hourMs)
  first.concentrator.stop(first.line.now)
  first.kill()
  const known = first.headEnd.results.size
  const again = new TestSection({ meters: 0, store, line: first.line, seed: 5, settings })
  const before = first.meters.map(({ requests }) => requests)
  again.job('one', { kind: 'read-registers', aca: first.meters[1]!.aca })
  expect(again.until(() => again.headEnd.states('one').at(-1) === 'done', 30_000)).toBe(true)
  again.run(2 * hourMs)
  expect(again.headEnd.days()).toHaveLength(0)
  expect(known).toBeGreaterThan(9)
  // No repeated day: a challenge, since a peer may have gone on counting, and two requests for the job.
  expect(first.meters.map(({ requests }, i) => requests - before[i]!)).toEqual([0, 3, 0])
  store.close()
})
