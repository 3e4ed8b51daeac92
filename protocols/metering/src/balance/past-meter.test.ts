import { expect, test } from 'vitest'
import { pastMeter, withoutLineLosses } from './past-meter.ts'

const places = Array.from({ length: 96 }, (_, i) => i)

/** A home that switches something of a kilowatt at moments of its own. */
function home(n: number): number[] {
  return places.map(i => 50 + ((i * (2 * n + 7)) % 13 < 3 ? 250 : 0))
}
const homes = places.slice(0, 13).map(home)
const total = places.map(i => homes.reduce((sum, net) => sum + net[i]!, 0))

/** The section's day when a share goes past one home, and what the meters counted. */
function section(thief: number, share: number) {
  const counted = homes.map((net, n) =>
    n === thief ? net.map(value => Math.round(value * (1 - share))) : net,
  )
  const input = total.map(flow => Math.round(flow + 3e-6 * flow ** 2))
  const losses = input.map((into, i) => into - counted.reduce((sum, net) => sum + net[i]!, 0))
  return { counted, input, losses }
}

test('what lines lose by the square of what passes them is taken off', () => {
  const { input, losses } = section(0, 0)
  expect(Math.max(...losses)).toBeGreaterThan(15)
  for (const rest of withoutLineLosses({ input, losses })) expect(Math.abs(rest!)).toBeLessThan(2)
})

test('the one of thirteen homes that is bypassed is told, with its share', () => {
  const { counted, input, losses } = section(4, 0.3)
  const rest = withoutLineLosses({ input, losses })
  const past = counted.map(net => pastMeter(rest, net))
  expect(past[4]!.share).toBeCloseTo(0.3, 1)
  expect(past[4]!.agreement).toBeGreaterThan(0.9)
  expect(past[4]!.changes).toBe(24)
  expect(past.flatMap((each, n) => (each !== undefined && each.agreement >= 0.8 ? [n] : []))).toEqual([4])
})

test('a load that never changes and is not metered is no bypass', () => {
  const { counted, input, losses } = section(0, 0)
  const lamps = { input: input.map(into => into + 500), losses: losses.map(loss => loss + 500) }
  const rest = withoutLineLosses(lamps)
  expect(counted.flatMap(net => pastMeter(rest, net) ?? [])).toEqual([])
})

test('a meter whose clock is five minutes late loses nothing, and is no bypass', () => {
  const { counted, input } = section(0, 0)
  const late = counted.map((net, n) =>
    n === 4 ? net.map((value, i) => Math.round((value * 2 + (net[i - 1] ?? value)) / 3)) : net,
  )
  const losses = input.map((into, i) => into - late.reduce((sum, net) => sum + net[i]!, 0))
  expect(pastMeter(withoutLineLosses({ input, losses }), late[4]!)).toBeUndefined()
})

test('a home that hardly switches anything, and a day of gaps, say nothing', () => {
  const { input, losses, counted } = section(4, 0.3)
  const rest = withoutLineLosses({ input, losses })
  expect(
    pastMeter(
      rest,
      places.map(() => 80),
    ),
  ).toBeUndefined()
  expect(
    pastMeter(
      rest,
      counted[4]!.map((value, i) => (i % 2 > 0 ? null : value)),
    ),
  ).toBeUndefined()
})
