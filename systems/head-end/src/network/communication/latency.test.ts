import { expect, test } from 'vitest'
import { bucketOf, quantileOf } from './latency.ts'

test('a latency falls into the bucket that ends at or above it', () => {
  expect([0, 10, 10.1, 20, 21, 1e9].map(bucketOf)).toEqual([0, 0, 1, 1, 2, 20])
})

test('quantiles lie within the bucket that holds them, and failures count for none', () => {
  const counts = [
    { bucket: -1, sessions: 50 },
    { bucket: 3, sessions: 10 },
    { bucket: 0, sessions: 90 },
  ]
  expect(quantileOf(counts, 0.5)).toBe(6)
  expect(quantileOf(counts, 0.95)).toBe(60)
  expect(quantileOf([{ bucket: -1, sessions: 3 }], 0.5)).toBeNull()
})
