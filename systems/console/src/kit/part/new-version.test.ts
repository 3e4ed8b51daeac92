import { expect, test } from 'vitest'
import { isOther } from './new-version.ts'

const page = '<script type="module" crossorigin src="/assets/index-B1.js"></script>'

test('a page that names another script is that of another version', () => {
  expect(isOther(page, '/assets/index-B1.js')).toBe(false)
  expect(isOther(page, '/assets/index-A0.js')).toBe(true)
  expect(isOther(page, null)).toBe(false)
})
