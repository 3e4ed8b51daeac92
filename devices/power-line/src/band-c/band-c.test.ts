import type { Station } from '@ferraris/smitp/line'
import { airtime } from '@ferraris/smitp/phy'
import { expect, test } from 'vitest'
import { createLine, type Line } from '../line/line.ts'
import type { DistrictPlan } from '../plan/plan.ts'
import { randomFrom } from '../simulation/random.ts'
import { accessRules } from './access-rules.ts'
import { bandCSender, type Departure } from './sender.ts'

const street: DistrictPlan = {
  name: 'street',
  band: 'cenelec-c',
  substations: ['S1'],
  sections: [
    { id: 'S1-A', from: 'S1', to: 'A', metres: 40, cable: 'underground' },
    { id: 'A-B', from: 'A', to: 'B', metres: 40, cable: 'underground' },
  ],
  homes: ['a', 'b', 'c'].map((id, i) => ({ id, box: i === 0 ? 'A' : 'B', phases: [1] as const, metres: 10 })),
}

function quiet(): Line {
  return createLine(street, 1, { localHour: () => 3 })
}

function listener(line: Line, place: string): { readonly first: number; readonly now: number }[] {
  const frames: { first: number; now: number }[] = []
  const station: Station = {
    heard: (psdu, _, now) => void frames.push({ first: psdu[0] ?? 0, now }),
    sent() {},
    wake() {},
  }
  line.attach(place, station)
  return frames
}

function frame(first: number, octets = 60): Uint8Array {
  return new Uint8Array(octets).fill(0x55).fill(first, 0, 1)
}

test('a frame leaves when the band has been free for 85 to 115 ms', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const line = quiet()
    const heard = listener(line, 'b')
    const departures: [Departure, number][] = []
    bandCSender(line, 'a', randomFrom(seed)).offer(frame(1), (...departure) => departures.push(departure))
    line.run(1000)
    const begun = heard[0]!.now - airtime(60)
    expect(begun).toBeGreaterThanOrEqual(accessRules.leastFreeMs)
    expect(begun).toBeLessThanOrEqual(accessRules.mostFreeMs)
    expect(departures).toEqual([['sent', heard[0]!.now]])
  }
})

test('a station that hears another one waits for it, and both frames arrive', () => {
  const line = quiet()
  const heard = listener(line, 'c')
  const [a, b] = [bandCSender(line, 'a', randomFrom(1)), bandCSender(line, 'b', randomFrom(2))]
  a.offer(frame(1), () => {})
  // Found in use: the other one is on air by then.
  line.simulation.schedule(130, () => void b.offer(frame(2), () => {}))
  line.run(2000)
  expect(heard.map(({ first }) => first)).toEqual([1, 2])
  expect(b.counters).toEqual({ sent: 1, givenUp: 0, deferred: 1 })
  const silence = heard[1]!.now - airtime(60) - heard[0]!.now
  expect(silence).toBeGreaterThanOrEqual(accessRules.leastFreeMs)
  expect(silence).toBeLessThanOrEqual(accessRules.mostFreeMs + accessRules.lookMs)
})

test('a frame that finds the band in use again and again is given up, and says so once', () => {
  const line = quiet()
  // A station that knows no manners: 60 ms of pause between its frames are too short for the others.
  const rude = line.attach('a', {
    heard() {},
    sent: now => rude.wakeAt(now + 60),
    wake: () => rude.transmit(frame(9)),
  })
  rude.wakeAt(0)
  const sender = bandCSender(line, 'b', randomFrom(1))
  const departures: Departure[] = []
  line.simulation.schedule(50, () => void sender.offer(frame(1), departure => departures.push(departure)))
  line.run(10_000)
  expect(departures).toEqual(['line-busy'])
  expect(sender.counters).toEqual({ sent: 0, givenUp: 1, deferred: accessRules.mostAttempts + 1 })
  expect(sender.offer(frame(2), () => {})).toBe(true)
})

test('one frame at a time: a second one is refused while the first waits', () => {
  const line = quiet()
  const sender = bandCSender(line, 'a', randomFrom(1))
  expect(sender.offer(frame(1), () => {})).toBe(true)
  expect(sender.offer(frame(2), () => {})).toBe(false)
  line.run(1000)
  expect(sender.offer(frame(2), () => {})).toBe(true)
})

test('no station is on air for longer than a second without 125 ms of silence', () => {
  const line = quiet()
  const sent: number[] = []
  const sender = bandCSender(line, 'a', () => 0)
  const again = (_: Departure, now: number): void => {
    sent.push(now)
    sender.offer(frame(1, 250), again)
  }
  sender.offer(frame(1, 250), again)
  line.run(20_000)
  let burst = 0
  for (const [i, end] of sent.entries()) {
    const pause = end - airtime(250) - (sent[i - 1] ?? Number.NEGATIVE_INFINITY)
    burst = pause >= accessRules.silenceMs ? airtime(250) : burst + airtime(250)
    expect(burst).toBeLessThanOrEqual(accessRules.longestBurstMs)
  }
  expect(sent.length).toBeGreaterThan(20)
})

test('twenty homes that push at once: chance parts them, and nearly all frames arrive', () => {
  const homes = Array.from({ length: 20 }, (_, i) => ({
    id: `h${i}`,
    box: i % 2 === 0 ? 'A' : 'B',
    phases: [1] as const,
    metres: 10,
  }))
  const line = createLine({ ...street, homes }, 1, { localHour: () => 3 })
  const heard = listener(line, 'S1')
  const outcomes: Departure[] = []
  const chance = randomFrom(7)
  for (const [i, { id }] of homes.entries()) {
    const sender = bandCSender(line, id, randomFrom(i + 1))
    line.simulation.schedule(
      chance() * 8000,
      () => void sender.offer(frame(i), outcome => outcomes.push(outcome)),
    )
  }
  line.run(30_000)
  expect(outcomes).toHaveLength(20)
  const sent = outcomes.filter(outcome => outcome === 'sent').length
  expect(sent).toBeGreaterThanOrEqual(18)
  expect(new Set(heard.map(({ first }) => first)).size).toBeGreaterThanOrEqual(sent - 2)
})
