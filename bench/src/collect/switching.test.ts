import { expect, test } from 'vitest'
import { verdictsOn } from '../goals.ts'
import { benchSwitching, describeSwitching } from './switching.ts'

test('bench switching moves the switches of real meters, and each order is answered', async () => {
  const figures = await benchSwitching({ meters: 4, orders: 16 })
  expect(figures).toMatchObject({ orders: 16, success: 1 })
  expect(figures.ordersPerSecond).toBeGreaterThan(0)
  expect(describeSwitching(figures)).toContain('100.00 %')
})

test('uc BY-11 a figure is held against its goal, and a figure that is missing has missed it', () => {
  const good = { ordersPerSecond: 1500, latencyMs: { p50: 1, p95: 2 }, success: 1 }
  expect(verdictsOn('switching', good).map(({ isReached }) => isReached)).toEqual([true, true, true])
  const slow = { ...good, ordersPerSecond: 132 }
  expect(verdictsOn('switching', slow).map(({ isReached }) => isReached)).toEqual([false, true, true])
  expect(verdictsOn('store', {}).map(({ isReached }) => isReached)).toEqual([false])
  expect(verdictsOn('codec', {})).toEqual([])
})
