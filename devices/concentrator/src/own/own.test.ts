import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { conditionsOf, encodeUpMessage, firmwareStatement } from '@ferraris/uplink'
import { describe, expect, test } from 'vitest'
import { Store } from '../store/store.ts'
import { hourMs, minuteMs, TestHeadEnd, TestSection } from '../testing/section.fixture.ts'
import { EventLog } from './event-log.ts'

const headEnd = generateKeyPairSync('ed25519')
const trust = {
  kind: 'trust',
  key: (headEnd.publicKey.export({ format: 'jwk' }) as { x: string }).x,
} as const

const image = Buffer.from('firmware of a concentrator, some more than one part of it'.repeat(20))
function firmwareTask(version: string, signer = headEnd.privateKey) {
  const sha256 = createHash('sha256').update(image).digest('hex')
  const signature = sign(null, Buffer.from(firmwareStatement({ sha256, version })), signer).toString(
    'base64url',
  )
  return { kind: 'concentrator-firmware', sha256, version, signature } as const
}

function stateOf(section: TestSection) {
  const state = section.headEnd.last('own-state')!.state
  return { ...state, conditions: conditionsOf(state.word) }
}

describe('what a concentrator tells of itself', () => {
  test('is told whatever the words of those it speaks of: none of them holds up its log', () => {
    const log = new EventLog(Store.inMemory())
    log.note(0, 'local-change', `bell \u0007 ${'x'.repeat(192)}\u{1f50c} and more`)
    const [message] = [...log.messages()]
    expect(() => encodeUpMessage(message!)).not.toThrow()
  })

  test('its clock, firmware, conditions and calendar', () => {
    const section = new TestSection({ meters: 3, version: '1.4' })
    expect(stateOf(section)).toMatchObject({
      clock: { source: 'given' },
      firmware: { version: '1.4' },
      conditions: ['searching'],
    })
    section.run(3 * hourMs)
    const { calendar, conditions, at, startedAt } = stateOf(section)
    expect(conditions).toEqual([])
    expect(at - startedAt).toBeGreaterThan(2 * hourMs)
    expect(calendar.map(({ entry }) => entry)).toEqual([
      'read-day',
      'search',
      'inventory',
      'statistics',
      'balances',
    ])
    for (const { lastAt, nextAt } of calendar) {
      expect(lastAt).toBeLessThanOrEqual(at)
      expect(nextAt).toBeGreaterThan(startedAt)
    }
  })

  test('a silent meter is a condition, and told with the next heartbeat', () => {
    const section = new TestSection({ meters: 3, settings: { historyDays: 2 } })
    section.run(hourMs)
    section.meters[0]!.dead = true
    const isTold = () => stateOf(section).conditions.includes('meters-silent')
    expect(section.until(isTold, 3 * hourMs)).toBe(true)
    section.meters[0]!.dead = false
    expect(section.until(() => !isTold(), 3 * hourMs)).toBe(true)
  })

  test('the clock that a time server has set, with the difference', () => {
    let asked = 0
    const section = new TestSection({ meters: 1, compareClock: () => void asked++ })
    expect(stateOf(section).conditions).toContain('clock-unset')
    expect(asked).toBe(1)
    const comparison = { server: 'time.example', stratum: 2, offsetMs: -1834.27, delayMs: 12.5 }
    section.concentrator.clockCompared(comparison, section.line.now)
    section.run(2 * minuteMs)
    expect(stateOf(section)).toMatchObject({
      clock: { source: 'ntp', server: 'time.example', stratum: 2, offsetMs: -1834.3, delayMs: 12.5 },
    })
    expect(section.headEnd.logged()).toContain('clock-set')
    const events = section.headEnd.logged().length
    section.concentrator.clockCompared({ ...comparison, offsetMs: 3 }, section.line.now)
    section.run(2 * hourMs)
    expect(asked).toBeGreaterThan(2)
    expect(section.headEnd.logged()).toHaveLength(events)
  })
})

describe('its event log', () => {
  test('arrives once and whole, also what happened while the head-end was away', () => {
    const section = new TestSection({ meters: 1 })
    section.run(minuteMs)
    expect(section.headEnd.logged()).toEqual(['started', 'head-end-reached'])
    section.headEnd.acknowledging = false
    section.tell({ kind: 'settings', settings: { attempts: 5 } })
    section.run(minuteMs)
    section.concentrator.disconnected(section.line.now)
    section.run(hourMs)
    section.headEnd.log.clear()
    section.headEnd.acknowledging = true
    section.concentrator.connected(section.line.now)
    section.run(minuteMs)
    expect(section.headEnd.logged()).toEqual(['settings-changed', 'head-end-lost', 'head-end-reached'])
    section.headEnd.log.clear()
    section.run(10 * minuteMs)
    expect(section.headEnd.logged()).toEqual([])
  })

  test('a confirmation of what was never written changes nothing', () => {
    const headEnd = new TestHeadEnd()
    headEnd.acknowledging = false
    const section = new TestSection({ meters: 1, headEnd })
    section.tell({ kind: 'own-events-taken', upTo: 1_000_000 })
    section.headEnd.log.clear()
    section.run(2 * minuteMs)
    expect(section.headEnd.logged()).toContain('started')
  })
})

describe('run now', () => {
  test('an entry of the calendar is done at once', () => {
    const section = new TestSection({ meters: 1 })
    section.run(minuteMs)
    const before = section.headEnd.messages.filter(({ kind }) => kind === 'inventory').length
    section.job('now', { kind: 'run-now', entry: 'inventory' })
    section.run(5000)
    expect(section.headEnd.states('now').at(-1)).toBe('done')
    expect(section.headEnd.messages.filter(({ kind }) => kind === 'inventory').length).toBe(before + 1)
    expect(section.headEnd.logged()).toContain('run-now')
  })

  test('one that it has not is refused', () => {
    const section = new TestSection({ meters: 1 })
    section.job('now', { kind: 'run-now', entry: 'compare-clock' })
    section.run(5000)
    expect(section.headEnd.reports.get('now')?.at(-1)).toMatchObject({
      state: 'refused',
      detail: 'its calendar has no compare-clock',
    })
  })

  test('meters that rest after failures are read at once', () => {
    const section = new TestSection({ meters: 2, settings: { backOffMs: hourMs, longestBackOffMs: hourMs } })
    section.line.hearing = () => undefined
    section.run(20 * minuteMs)
    section.line.hearing = () => 20
    section.job('search', { kind: 'run-now', entry: 'search' })
    section.job('read', { kind: 'run-now', entry: 'read-day' })
    expect(section.until(() => section.headEnd.days().length > 0, 10 * minuteMs)).toBe(true)
  })
})

describe('its own firmware', () => {
  function begun(restart?: () => void) {
    const store = Store.inMemory()
    const section = new TestSection({ meters: 1, store, version: '1.0', ...(restart && { restart }) })
    const { sha256 } = firmwareTask('2.0')
    section.headEnd.images.set(sha256, image)
    section.tell(trust)
    return section
  }

  /** The concentrator's process, begun again on its store. */
  function restarted(section: TestSection, isConnected = true) {
    section.kill()
    section.concentrator.detach()
    const { store, headEnd, line } = section
    return new TestSection({ meters: 0, store, headEnd, line, version: '1.0', isConnected })
  }

  test('is fetched in parts, runs after a restart, and stays when the head-end is heard', () => {
    let restarts = 0
    const section = begun(() => restarts++)
    section.job('fw', firmwareTask('2.0'))
    expect(section.until(() => restarts === 1, 10 * minuteMs)).toBe(true)
    expect(section.headEnd.states('fw').at(-1)).toBe('running')
    // What comes before the restart proves nothing.
    section.tell(trust)
    expect(section.headEnd.states('fw').at(-1)).toBe('running')
    const again = restarted(section)
    expect(stateOf(again)).toMatchObject({ firmware: { version: '2.0', previous: '1.0' } })
    expect(stateOf(again).conditions).toContain('firmware-on-trial')
    again.tell(trust)
    again.run(2 * minuteMs)
    expect(again.headEnd.states('fw').at(-1)).toBe('done')
    expect(stateOf(again).firmware).toEqual({
      version: '2.0',
      previous: '1.0',
      sha256: firmwareTask('2.0').sha256,
    })
  })

  test('goes back by itself when it does not hear the head-end', () => {
    const section = begun(() => {})
    section.job('fw', firmwareTask('2.0'), { expires: section.line.now + 24 * hourMs })
    section.run(10 * minuteMs)
    const again = restarted(section, false)
    again.run(20 * minuteMs)
    const back = restarted(again)
    back.run(minuteMs)
    expect(stateOf(back).firmware).toEqual({ version: '1.0' })
    expect(back.headEnd.reports.get('fw')?.at(-1)).toMatchObject({
      state: 'failed',
      detail: expect.stringContaining('1.0 runs again'),
    })
    expect(back.headEnd.logged()).toContain('firmware-rolled-back')
  })

  test.each([
    ['signed by another', () => firmwareTask('2.0', generateKeyPairSync('ed25519').privateKey)],
    ['with another version than was signed', () => ({ ...firmwareTask('2.0'), version: '2.1' })],
  ])('%s is refused before it is fetched', (_, task) => {
    const section = begun()
    section.job('fw', task())
    section.run(minuteMs)
    expect(section.headEnd.reports.get('fw')?.at(-1)).toMatchObject({
      state: 'refused',
      detail: 'its signature is not that of the head-end',
    })
    expect(section.headEnd.messages.some(({ kind }) => kind === 'image-request')).toBe(false)
    expect(stateOf(section).firmware).toEqual({ version: '1.0' })
  })

  test('whose octets are others is refused', () => {
    const section = begun()
    const task = firmwareTask('2.0')
    section.headEnd.images.set(task.sha256, Buffer.from(image).fill(1, 3, 9))
    section.job('fw', task)
    section.run(10 * minuteMs)
    expect(section.headEnd.reports.get('fw')?.at(-1)).toMatchObject({ state: 'refused' })
    expect(stateOf(section).firmware).toEqual({ version: '1.0' })
  })
})
