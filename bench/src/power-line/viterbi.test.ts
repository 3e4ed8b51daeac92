import { expect, test } from 'vitest'
import { benchViterbi, describeViterbi } from './viterbi.ts'

test('bench viterbi decodes frames with errors, right ones, from hard and soft symbols', () => {
  const figures = benchViterbi(0.05)
  expect(figures.hardBitsPerSecond).toBeGreaterThan(0)
  expect(figures.softBitsPerSecond).toBeGreaterThan(0)
  expect(describeViterbi(figures)).toContain('Mbit/s')
})
