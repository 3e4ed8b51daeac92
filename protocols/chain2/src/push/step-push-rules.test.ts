import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { eventTypes, noCountdown } from '../frames/event-types.ts'
import type { Frame } from '../frames/frame.ts'
import { maskOf } from '../profiles.ts'
import type { PushSample } from './sample.ts'
import { defaultPushSettings, gapOf, type PushSettings } from './settings.ts'
import { nextPushStep, type PushState, stepPushRules } from './step-push-rules.ts'

/** Wednesday, 2026-11-18 12:00 in Rome. */
const start = 1_794_999_600
const settings = defaultPushSettings(3000)

type More = (second: number) => Partial<PushSample>

/** Frames of one sample a second. */
function run(powers: readonly number[], given: PushSettings = settings, more: More = () => ({})): Frame[] {
  let state: PushState | undefined
  let totalEnergy = 1_000_000
  return powers.flatMap((power, second) => {
    totalEnergy += power / 3600
    const sample = { time: start + second, power, totalEnergy: Math.floor(totalEnergy), ...more(second) }
    const [after, frames] = stepPushRules(state, sample, given)
    state = after
    return frames
  })
}

function told(frames: readonly Frame[]): [second: number, power: number][] {
  return frames.flatMap(
    frame => (frame.frame === 21 ? [[frame.eventTime - start, frame.power]] : []) as [number, number][],
  )
}

function lasting(power: number, seconds: number): number[] {
  return Array<number>(seconds).fill(power)
}

describe('power (A.2)', () => {
  test('is told at the start, and when a step has stayed for a second sample', () => {
    expect(told(run([...lasting(200, 10), ...lasting(2200, 10)]))).toEqual([
      [0, 200],
      [11, 2200],
    ])
  })

  test('of a peak of one second is not told, but the power that stays after it', () => {
    expect(told(run([...lasting(200, 10), 2200, ...lasting(200, 10)]))).toEqual([
      [0, 200],
      [11, 200],
    ])
  })

  test('is told at each level that a slow rise crosses, and not while it trembles at one', () => {
    const rising = Array.from({ length: 800 }, (_, second) => second)
    const bands = { ...settings, power: { ...settings.power, rules: ['band'] as const } }
    expect(told(run(rising, bands)).map(([, power]) => power)).toEqual([0, 331, 631])
    const trembling = Array.from({ length: 600 }, (_, second) => (second % 4 < 2 ? 290 : 325))
    expect(told(run(trembling, bands))).toHaveLength(1)
  })

  test('is told with the newest value, and no more often than the spacing allows', () => {
    const staircase = Array.from({ length: 60 }, (_, second) => second * 400)
    const spaced = { ...settings, power: { ...settings.power, spacingSeconds: 10 } }
    const frames = told(run(staircase, spaced))
    expect(frames).toEqual([0, 10, 20, 30, 40, 50].map(second => [second, second * 400]))
  })

  test('after any step of the resolution that stays, one frame leaves within 2 s and the spacing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 4000 }), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 300, max: 4000 }),
        fc.boolean(),
        fc.integer({ min: 0, max: 30 }),
        (before, height, down, spacingSeconds) => {
          const last = before.at(-1) ?? 0
          const after = down ? last - height : last + height
          fc.pre(after >= 0)
          const given = { ...settings, power: { ...settings.power, spacingSeconds } }
          const frames = told(run([...before, ...lasting(after, 3 + spacingSeconds)], given))
          const step = before.length
          const since = frames.filter(([second]) => second >= step && second <= step + 2 + spacingSeconds)
          expect(since.at(-1)?.[1]).toBe(after)
        },
      ),
      { numRuns: 2000 },
    )
  })

  test('what was told last is never a resolution away for longer than that', () => {
    const power = fc.integer({ min: 0, max: 6000 })
    fc.assert(
      fc.property(fc.array(power, { minLength: 1, maxLength: 100 }), powers => {
        const frames = told(run([...powers, ...lasting(powers.at(-1) ?? 0, 4)]))
        expect(Math.abs((frames.at(-1)?.[1] ?? 0) - (powers.at(-1) ?? 0))).toBeLessThan(300)
      }),
      { numRuns: 1000 },
    )
  })

  test('of both directions is told in one frame where the profile says so', () => {
    const both = { ...settings, power: { ...settings.power, frame: 51 as const } }
    const frames = run(lasting(0, 10), both, second => ({ producedPower: second < 5 ? 0 : 1500 }))
    expect(frames).toMatchObject([
      { frame: 51, eventCount: 1, power: 0, producedPower: 0, gap: 300 },
      { frame: 51, eventCount: 2, power: 0, producedPower: 1500, gap: 300 },
    ])
  })

  test('of a frame outside the customer’s profile is not sent', () => {
    expect(run([...lasting(0, 5), ...lasting(5000, 9)], { ...settings, profile: maskOf([1]) })).toEqual([])
  })
})

describe('overload (A.3)', () => {
  const alerts = (frames: readonly Frame[]) => frames.filter(frame => frame.frame === 22)

  test('is told with the first sample above the available power, and when it has stayed below', () => {
    const frames = alerts(run([...lasting(3300, 3), ...lasting(3301, 4), ...lasting(500, 9)]))
    expect(frames).toEqual([
      {
        frame: 22,
        eventType: eventTypes.availablePowerExceeded,
        eventTime: start + 3,
        eventCount: 1,
        power: 3301,
        availablePower: 3300,
        countdown: noCountdown,
      },
      {
        frame: 22,
        eventType: eventTypes.backBelow,
        eventTime: start + 12,
        eventCount: 2,
        power: 500,
        availablePower: 3300,
        countdown: noCountdown,
      },
    ])
  })

  test('is repeated every 30 s while the limiter counts down, and told when it opens', () => {
    const powers = [...lasting(5000, 121), ...lasting(0, 10)]
    const frames = alerts(
      run(powers, settings, second =>
        second <= 120 ? { countdown: 120 - second } : { limiterOpen: second < 126 },
      ),
    )
    expect(frames.map(frame => [frame.eventTime - start, frame.eventType, frame.countdown])).toEqual([
      [0, eventTypes.availablePowerExceeded, 120],
      [30, eventTypes.availablePowerExceeded, 90],
      [60, eventTypes.availablePowerExceeded, 60],
      [90, eventTypes.availablePowerExceeded, 30],
      [120, eventTypes.availablePowerExceeded, 0],
      [121, eventTypes.limiterOpen, 0],
      [126, eventTypes.backBelow, noCountdown],
    ])
  })

  test('that flickers is told once', () => {
    const flicker = Array.from({ length: 120 }, (_, second) => (second % 3 === 0 ? 3400 : 3000))
    expect(alerts(run(flicker))).toHaveLength(1)
  })
})

describe('week (A.7)', () => {
  const weekly = { ...settings, week: { ...settings.week, threshold: 500 } }
  const weeks = (frames: readonly Frame[]) => frames.filter(frame => frame.frame === 25)

  test('is told once when its energy reaches the threshold, and again in the week after', () => {
    // One sample an hour; local Monday 00:00 is 108 hours after the start.
    const energy = (second: number) => ({ time: start + second * 3600, totalEnergy: second * 100 })
    const frames = weeks(run(lasting(100, 120), weekly, energy))
    expect(frames).toEqual([
      {
        frame: 25,
        eventType: eventTypes.energyThreshold,
        eventTime: start + 5 * 3600,
        eventCount: 1,
        threshold: 500,
        weekEnergy: 500,
      },
      {
        frame: 25,
        eventType: eventTypes.energyThreshold,
        eventTime: start + 113 * 3600,
        eventCount: 2,
        threshold: 500,
        weekEnergy: 500,
      },
    ])
  })
})

test('the resolution is a tenth of the contract, in steps of 10 W', () => {
  expect([500, 1500, 3000, 4500, 6000, 9990].map(gapOf)).toEqual([100, 150, 300, 450, 600, 1000])
})

test('seconds that nextPushStep leaves out would have told nothing', () => {
  const change = fc.record({
    power: fc.integer({ min: 0, max: 4500 }),
    seconds: fc.integer({ min: 1, max: 90 }),
    countdown: fc.boolean(),
  })
  const given = { ...settings, week: { ...settings.week, threshold: 60 } }
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 12 }), changes => {
      const seconds = changes.flatMap(one => Array<typeof one>(one.seconds).fill(one))
      let energy = 0
      const samples = seconds.map(({ power, countdown }, second): PushSample => {
        energy += power / 3600
        return {
          time: start + second,
          power,
          totalEnergy: Math.floor(energy),
          ...(countdown && { countdown: 1000 - second }),
        }
      })
      const every = framesOf(samples, () => true, given)
      const some = framesOf(
        samples,
        (second, due) => seconds[second] !== seconds[second - 1] || start + second >= due,
        given,
      )
      expect(some).toEqual(every)
    }),
    { numRuns: 500 },
  )
})

function framesOf(
  samples: readonly PushSample[],
  isStep: (second: number, due: number) => boolean,
  given: PushSettings,
): Frame[] {
  let state: PushState | undefined
  let due = 0
  return samples.flatMap((sample, second) => {
    if (!isStep(second, due)) return []
    const [after, frames] = stepPushRules(state, sample, given)
    state = after
    due = nextPushStep(after, sample, given)
    return frames
  })
}
