import { encodeMessage } from '@ferraris/smitp'
import { decodeFrame, dsaps } from '@ferraris/smitp/mac'
import { describe, expect, test } from 'vitest'
import { threeRings } from '../testing/hearing.fixture.ts'
import { hourMs, minuteMs, TestSection } from '../testing/section.fixture.ts'

describe('jobs', () => {
  test('are accepted, done once, and reported again when they come again', () => {
    const section = new TestSection({ meters: 2 })
    section.run(hourMs)
    const meter = section.meters[0]!
    const task = { kind: 'switch', aca: meter.aca, connected: false } as const
    section.job('off', task)
    section.run(minuteMs)
    expect(section.headEnd.states('off')).toEqual(
      ['accepted', 'running', 'done'].slice(-section.headEnd.states('off').length),
    )
    expect(section.headEnd.states('off').at(-1)).toBe('done')
    expect(section.headEnd.reports.get('off')!.at(-1)!.steps).toEqual([
      { target: '0.0.96.3.10.255 outputState', wrote: 'open', found: 'open', outcome: 'verified' },
    ])
    section.job('off', task)
    section.run(minuteMs)
    expect(section.headEnd.states('off').at(-1)).toBe('done')
    expect(meter.switched).toEqual(['openBreaker'])
  })

  test('a disconnection that wants a final reading brings the registers as they were before', () => {
    const section = new TestSection({ meters: 2 })
    section.run(hourMs)
    const meter = section.meters[0]!
    section.job('off', { kind: 'switch', aca: meter.aca, connected: false, finalReading: true })
    section.until(() => section.headEnd.states('off').at(-1) === 'done', 10 * minuteMs)
    expect(meter.switched).toEqual(['openBreaker'])
    const { result } = section.headEnd.reports.get('off')!.at(-1)!
    expect(section.headEnd.results.get(result!)).toMatchObject({ kind: 'registers', aca: meter.aca })
    section.job('on', { kind: 'switch', aca: meter.aca, connected: true, finalReading: true })
    section.until(() => section.headEnd.states('on').at(-1) === 'done', 10 * minuteMs)
    expect(section.headEnd.reports.get('on')!.at(-1)!.result).toBeUndefined()
  })

  test('uc FE-2 on demand are answered within seconds while the night is being read', () => {
    const section = new TestSection({
      meters: 84,
      hearing: threeRings(28),
      seed: 2,
      settings: { historyDays: 10 },
    })
    section.line.loss = 0.05
    section.until(() => section.concentrator.condition().settledAt !== undefined, hourMs)
    section.run(20 * minuteMs)
    const delays: number[] = []
    for (let i = 0; i < 30; i++) {
      const asked = section.line.now
      section.job(`now-${i}`, { kind: 'read-registers', aca: section.meters[(i * 29) % 84]!.aca })
      expect(section.until(() => section.headEnd.states(`now-${i}`).at(-1) === 'done', 5 * minuteMs)).toBe(
        true,
      )
      delays.push(section.line.now - asked)
      section.run(30_000)
    }
    delays.sort((a, b) => a - b)
    expect(delays[15]).toBeLessThan(8000)
    expect(delays[28]).toBeLessThan(minuteMs)
    const report = section.headEnd.reports.get('now-3')!.at(-1)!
    expect(section.headEnd.results.get(report.result!)?.kind).toBe('registers')
  })

  test('switch exactly once, however often the answer is lost', () => {
    const section = new TestSection({ meters: 4, seed: 11 })
    section.run(hourMs)
    section.line.loss = 0.45
    let expected = 0
    const meter = section.meters[0]!
    for (let i = 0; i < 12; i++) {
      section.job(
        `switch-${i}`,
        { kind: 'switch', aca: meter.aca, connected: i % 2 === 1 },
        { expires: section.line.now + 6 * hourMs },
      )
      section.until(() => section.headEnd.states(`switch-${i}`).at(-1) === 'done', 5 * hourMs)
      expect(section.headEnd.states(`switch-${i}`).at(-1)).toBe('done')
      expected++
      expect(meter.switched).toHaveLength(expected)
    }
  })

  test('end when they are too late, and are refused for meters of other concentrators', () => {
    const section = new TestSection({ meters: 2 })
    section.run(hourMs)
    const meter = section.meters[0]!
    meter.dead = true
    section.job(
      'late',
      { kind: 'read-registers', aca: meter.aca },
      { expires: section.line.now + 5 * minuteMs },
    )
    section.job('unknown-meter', { kind: 'read-registers', aca: '464500000099' })
    section.run(6 * minuteMs)
    expect(section.headEnd.reports.get('late')!.at(-1)).toMatchObject({ state: 'expired', cause: 'silent' })
    expect(section.headEnd.states('unknown-meter')).toEqual(['refused'])
  })

  test('to connect are verified when the switch is read back as closed, not when the meter has said yes', () => {
    const section = new TestSection({ meters: 1 })
    section.run(hourMs)
    const meter = section.meters[0]!
    const connect = { kind: 'switch', aca: meter.aca, connected: true } as const
    meter.connected = false
    meter.tripped = true
    section.job('after-a-trip', connect)
    section.run(minuteMs)
    const afterTrip = section.headEnd.reports.get('after-a-trip')!.at(-1)
    expect(afterTrip).toMatchObject({
      state: 'done',
      detail: expect.stringContaining('ready for reconnection'),
    })
    expect(afterTrip).not.toHaveProperty('verified')
    meter.tripped = false
    section.job('after-the-button', connect)
    section.run(minuteMs)
    expect(section.headEnd.reports.get('after-the-button')!.at(-1)).toMatchObject({
      state: 'done',
      detail: 'read back: closed',
    })
  })

  test('limit what a supply may draw', () => {
    const section = new TestSection({ meters: 2 })
    section.run(hourMs)
    section.line.loss = 0.3
    const meter = section.meters[0]!
    section.job('limit', { kind: 'limit', aca: meter.aca, watts: 3000 })
    section.run(10 * minuteMs)
    expect(section.headEnd.reports.get('limit')!.at(-1)).toMatchObject({
      state: 'done',
      detail: 'the limit that holds now is 3000 W',
    })
    expect(section.meters.map(({ limit }) => limit)).toEqual([3000, 0xffffffff])
  })

  test.each([90, 5000])('set a clock that is %i s ahead, and read it back', ahead => {
    const section = new TestSection({ meters: 2 })
    section.run(hourMs)
    const meter = section.meters[0]!
    meter.clockAhead = ahead
    section.job('clock', { kind: 'set-clock', aca: meter.aca })
    section.until(() => section.headEnd.states('clock').at(-1) === 'done', 10 * minuteMs)
    const { verified, detail = '' } = section.headEnd.reports.get('clock')!.at(-1)!
    const [before, after] = [...detail.matchAll(/(-?[\d.]+) s ahead/g)].map(([, seconds]) => Number(seconds))
    expect(verified).toBe(true)
    expect(Math.abs(before! - ahead)).toBeLessThan(10)
    expect(Math.abs(after!)).toBeLessThan(2)
    expect(Math.abs(meter.clockAhead)).toBeLessThan(2)
  })

  test('call an emergency to all meters of a line at once, over repeaters and where frames are lost', () => {
    const section = new TestSection({ meters: 30, hearing: threeRings(10), seed: 2 })
    section.line.loss = 0.05
    section.until(() => section.concentrator.condition().settledAt !== undefined, hourMs)
    section.run(20 * minuteMs)
    const asked = section.line.now
    const from = asked + hourMs
    const signature = Buffer.alloc(64, 7).toString('base64url')
    const task = { kind: 'call-emergency', group: 2, from, seconds: 1800, issued: asked, signature } as const
    section.job('emergency', task)
    expect(section.until(() => section.headEnd.states('emergency').at(-1) === 'done', minuteMs)).toBe(true)
    const call = { group: 2, from: Math.floor(from / 1000), seconds: 1800, issued: Math.floor(asked / 1000) }
    for (const { aca, emergencies } of section.meters) {
      expect(emergencies.length, aca).toBeGreaterThan(0)
      expect(emergencies[0]).toMatchObject({ ...call, signature: new Uint8Array(64).fill(7) })
    }
  })

  test('that are cancelled before they are begun have no effect, and are reported as cancelled', () => {
    const section = new TestSection({ meters: 2 })
    section.run(hourMs)
    const meter = section.meters[0]!
    const off = { kind: 'switch', aca: meter.aca, connected: false } as const
    section.job('later', off, { notBefore: section.line.now + 10 * minuteMs })
    section.job('done', { kind: 'read-registers', aca: meter.aca })
    section.run(minuteMs)
    section.tell({ kind: 'cancel', ids: ['later', 'done', 'never-came'] })
    section.run(minuteMs)
    section.job('never-came', off)
    section.run(20 * minuteMs)
    const states = (id: string) => section.headEnd.states(id).at(-1)
    expect(['later', 'done', 'never-came'].map(states)).toEqual(['cancelled', 'done', 'cancelled'])
    expect(meter.switched).toEqual([])
  })

  test('of a meter that does not answer end at the next failure when they are cancelled', () => {
    const section = new TestSection({ meters: 2 })
    section.run(hourMs)
    const meter = section.meters[0]!
    meter.dead = true
    section.job(
      'stuck',
      { kind: 'read-registers', aca: meter.aca },
      { expires: section.line.now + 20 * hourMs },
    )
    // In the midst of an attempt, whose effect is not known yet.
    section.run(500)
    section.tell({ kind: 'cancel', ids: ['stuck'] })
    expect(section.until(() => section.headEnd.states('stuck').at(-1) === 'cancelled', 10 * minuteMs)).toBe(
      true,
    )
  })

  test('of a meter that leaves the section are given back', () => {
    const section = new TestSection({ meters: 2 })
    section.run(hourMs)
    const [gone, stays] = section.meters.map(({ aca }) => aca) as string[] as [string, string]
    const notBefore = section.line.now + 10 * minuteMs
    section.job('gone', { kind: 'read-registers', aca: gone }, { notBefore })
    section.job('stays', { kind: 'read-registers', aca: stays }, { notBefore })
    section.tell({ kind: 'release', acas: [gone] })
    section.run(20 * minuteMs)
    expect(section.headEnd.reports.get('gone')!.at(-1)).toMatchObject({
      state: 'cancelled',
      detail: expect.stringContaining('has left'),
    })
    expect(section.headEnd.states('stays').at(-1)).toBe('done')
  })

  test('wait for their time', () => {
    const section = new TestSection({ meters: 1 })
    section.run(hourMs)
    section.job(
      'later',
      { kind: 'switch', aca: section.meters[0]!.aca, connected: false },
      { notBefore: section.line.now + 10 * minuteMs },
    )
    section.run(9 * minuteMs)
    expect(section.meters[0]!.switched).toEqual([])
    section.run(2 * minuteMs)
    expect(section.meters[0]!.switched).toEqual(['openBreaker'])
  })
})

describe('a pass-through', () => {
  test('carries octets of the head-end to one meter and back, whatever they are', () => {
    const section = new TestSection({ meters: 3, adopt: false })
    section.run(10 * minuteMs)
    const lsdu = encodeMessage({ kind: 'read.request', table: 0, row: 0x3f })
    let answered: Uint8Array | undefined
    const asked = section.line.now
    section.concentrator.passThrough(
      section.meters[1]!.aca,
      { lsdu, dsap: dsaps.application, ecc: 'none' },
      answer => {
        answered = answer?.lsdu
      },
      asked,
    )
    expect(section.until(() => answered !== undefined, 10_000)).toBe(true)
    expect([...answered!]).toEqual([3, 0, 0, 0, 0, 0, 0, 0, 0])
  })

  test('that is given up takes no more of the line, whether it waits or has begun', () => {
    const section = new TestSection({ meters: 2 })
    section.run(hourMs)
    section.meters[0]!.dead = true
    const lsdu = encodeMessage({ kind: 'read.request', table: 0, row: 0x3f })
    const said = { lsdu, dsap: dsaps.application, ecc: 'none' } as const
    const { requests } = section.meters[1]!
    const answers: unknown[] = []
    const givenUp = section.meters.map(({ aca }) =>
      section.concentrator.passThrough(aca, said, answer => answers.push(answer), section.line.now),
    )
    for (const giveUp of givenUp) giveUp()
    section.until(() => answers.length === 2, minuteMs)
    expect(answers).toEqual([undefined, undefined])
    expect(section.meters[1]!.requests).toBe(requests)
  })

  test('of octets that no frame can carry ends without a word to the meter', () => {
    const section = new TestSection({ meters: 1 })
    section.run(10 * minuteMs)
    const { aca, requests } = section.meters[0]!
    const answers: unknown[] = []
    for (const [dsap, length] of [
      [dsaps.application, 200],
      [dsaps.cosem, 1],
      [dsaps.cosem, 5000],
    ] as const) {
      const said = { lsdu: new Uint8Array(length), dsap, ecc: 'none' } as const
      section.concentrator.passThrough(aca, said, answer => answers.push(answer), section.line.now)
    }
    section.run(1000)
    expect(answers).toEqual([undefined, undefined, undefined])
    expect(section.meters[0]!.requests).toBe(requests)
  })

  test('to a meter out of reach is reported as such', () => {
    const section = new TestSection({ meters: 1 })
    section.run(10 * minuteMs)
    let told = 0
    section.concentrator.passThrough(
      '464500000077',
      { lsdu: new Uint8Array([2, 0, 0x3f]), dsap: 0, ecc: 'none' },
      answer => {
        expect(answer).toBeUndefined()
        told++
      },
      section.line.now,
    )
    section.run(minuteMs)
    expect(told).toBe(1)
  })
})

test('an answer that belongs to another request is not taken for one', () => {
  const section = new TestSection({ meters: 2, settings: { historyDays: 2 } })
  // Whatever a meter has answered is played again right behind its next request, in its name and number.
  const old = new Map<string, Uint8Array>()
  let played = 0
  const changed = new Set<Uint8Array>()
  section.line.onFrame = (place, psdu) => {
    if (changed.has(psdu)) return
    changed.add(psdu)
    const frame = decodeFrame(psdu)
    if (place !== 'dc' && frame.dsap === dsaps.application) {
      const before = old.get(place)
      old.set(place, frame.lsdu)
      if (before === undefined || played > 200) return
      played++
      // The body of the answer on the line becomes that of the one before; it is sent once more as it was changed.
      const at = psdu.length - 4 - frame.lsdu.length
      if (before.length === frame.lsdu.length) psdu.set(before, at)
    }
  }
  section.run(4 * hourMs)
  expect(played).toBeGreaterThan(20)
  for (const { aca } of section.meters) {
    for (const day of section.headEnd.days(aca)) {
      expect(
        day.kind === 'profile-day' &&
          day.registers[0]!.increments.every(value => value !== null && value >= 0),
      ).toBe(true)
    }
  }
})
