import { expect, test } from 'vitest'
import { bar, sparkline } from './chart.ts'

test('a sparkline is as high as its values and marks what is missing', () => {
  expect(sparkline([0, 1, 2, 4, null, 8])).toBe('▁▂▃▅·█')
  expect(sparkline([0, 0])).toBe('▁▁')
  expect(sparkline([])).toBe('')
})

test('a bar is drawn to the eighth of a character, and whatever is not nothing can be seen', () => {
  expect(bar(8, 8, 4)).toBe('████')
  expect(bar(3, 8, 4)).toBe('█▌')
  expect(bar(1, 1_000_000, 4)).toBe('▏')
  expect(bar(0, 8, 4)).toBe('')
})
