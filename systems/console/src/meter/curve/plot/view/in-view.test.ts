import { expect, test } from 'vitest'
import { inView, middleOfWords } from './in-view.ts'

const view = { left: 100, right: 500 }

test('what lies beside the view has no part in it: its words are not said there', () => {
  expect(inView({ left: 20, right: 90 }, view)).toBeUndefined()
  expect(inView({ left: 510, right: 510 }, view)).toBeUndefined()
  expect(inView({ left: 20, right: 140 }, view)).toEqual({ left: 100, right: 140 })
  expect(inView({ left: 500, right: 500 }, view)).toEqual({ left: 500, right: 500 })
})

test('words stand in the middle of their stretch, beside a narrow one, and never beyond the edge', () => {
  expect(middleOfWords({ left: 200, right: 300 }, 80, view)).toBe(250)
  expect(middleOfWords({ left: 200, right: 210 }, 80, view)).toBe(250)
  expect(middleOfWords({ left: 490, right: 500 }, 80, view)).toBe(460)
})
