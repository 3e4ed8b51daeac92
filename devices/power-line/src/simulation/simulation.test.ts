import { expect, test } from 'vitest'
import { randomFrom } from './random.ts'
import { Simulation } from './simulation.ts'

test('events happen by their instants, and those of one instant in the order in which they were scheduled', () => {
  const simulation = new Simulation()
  const random = randomFrom(1)
  const happened: { at: number; turn: number }[] = []
  for (let turn = 0; turn < 5000; turn++) {
    const at = Math.floor(random() * 500)
    simulation.schedule(at, now => happened.push({ at: now, turn }))
  }
  expect(simulation.run(Infinity)).toBe(5000)
  for (const [i, event] of happened.entries()) {
    const before = happened[i - 1]
    if (before === undefined) continue
    expect(before.at < event.at || (before.at === event.at && before.turn < event.turn)).toBe(true)
  }
})

test('time stops at the given instant, and goes on from there', () => {
  const simulation = new Simulation(100)
  const seen: number[] = []
  for (const at of [150, 200, 200.5]) simulation.schedule(at, now => seen.push(now))
  simulation.run(200)
  expect(seen).toEqual([150, 200])
  expect(simulation.now).toBe(200)
  expect(simulation.next).toBe(200.5)
  simulation.run(1000)
  expect(seen).toEqual([150, 200, 200.5])
  expect(simulation.now).toBe(1000)
  expect(simulation.next).toBeUndefined()
})

test('what is due in the past happens now, after what is happening', () => {
  const simulation = new Simulation(50)
  const seen: string[] = []
  simulation.schedule(60, now => {
    simulation.schedule(10, late => seen.push(`late at ${late}`))
    seen.push(`first at ${now}`)
  })
  simulation.run(60)
  expect(seen).toEqual(['first at 60', 'late at 60'])
})

test('a cancelled event does not happen, however many there are, and cancelling too late does nothing', () => {
  const simulation = new Simulation()
  const seen: number[] = []
  const events = Array.from({ length: 10_000 }, (_, i) => simulation.schedule(i, now => seen.push(now)))
  for (const [i, event] of events.entries()) if (i % 10 !== 3) simulation.cancel(event)
  simulation.run(4999)
  for (const event of events.slice(0, 5000)) simulation.cancel(event)
  simulation.run(Infinity)
  expect(seen).toEqual(Array.from({ length: 1000 }, (_, i) => 10 * i + 3))
})

test('the same seed gives the same chance, another seed another one', () => {
  const draw = (seed: number) => Array.from({ length: 8 }, randomFrom(seed))
  expect(draw(7)).toEqual(draw(7))
  expect(draw(7)).not.toEqual(draw(8))
  const many = Array.from({ length: 20_000 }, randomFrom(3))
  expect(many.reduce((sum, value) => sum + value, 0) / many.length).toBeCloseTo(0.5, 1)
  expect(many.every(value => value >= 0 && value < 1)).toBe(true)
})
