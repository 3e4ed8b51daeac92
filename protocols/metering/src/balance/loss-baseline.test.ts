import { expect, test } from 'vitest'
import { lossStepOf, type SectionDay } from './loss-baseline.ts'

/** A section whose evenings differ from day to day, which loses 20 Wh a quarter and by the square of its load. */
function day(n: number, stolen = 0, known = 96): SectionDay {
  const used = Array.from(
    { length: 96 },
    (_, i) => 4000 + 300 * (n % 5) + (i > 70 ? 3000 + 900 * (n % 3) : 0),
  )
  const input = used.map(value => Math.round(value + 20 + 2e-6 * value ** 2 + stolen))
  return { input, losses: input.map((into, i) => (i < known ? into - used[i]! : null)) }
}
const habit = Array.from({ length: 20 }, (_, n) => day(n))

test('a day like those before is no step, however much more is drawn', () => {
  const step = lossStepOf(habit, day(99))
  expect(step?.isStep).toBe(false)
  expect(Math.abs(step!.excess)).toBeLessThan(300)
})

test('5 kWh a day that go past a meter are a step, far below the usual share of losses', () => {
  const step = lossStepOf(habit, day(99, 50))
  expect(step).toMatchObject({ isStep: true, days: 19 })
  expect(step!.excess).toBeGreaterThan(4300)
  expect(step!.excess).toBeLessThan(5300)
})

test('it stays one on the days after, which are not learned from', () => {
  const days = [...habit]
  for (let n = 20; n < 30; n++) {
    expect(lossStepOf(days.slice(-28), day(n, 50))?.isStep).toBe(true)
    days.push(day(n, 50))
  }
  expect(lossStepOf(days.slice(-28), day(30))?.isStep).toBe(false)
})

test('what has been so for weeks becomes the habit', () => {
  const days = Array.from({ length: 28 }, (_, n) => day(n, 50))
  expect(lossStepOf(days, day(28, 50))?.isStep).toBe(false)
})

test('a week of days is needed, and a quarter of a day', () => {
  expect(lossStepOf(habit.slice(0, 6), day(6, 50))).toBeUndefined()
  expect(lossStepOf(habit, day(20, 50, 20))).toBeUndefined()
  expect(lossStepOf(habit, day(20, 200, 40))?.isStep).toBe(true)
})
