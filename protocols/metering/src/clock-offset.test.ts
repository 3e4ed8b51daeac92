import { expect, test } from 'vitest'
import { clockOffsetMs, clockOffsetSeconds } from './clock-offset.ts'

const noon = Date.UTC(2026, 10, 21, 12)
/** A clock that is `ahead` of ours, shown with a grain, asked for in a round trip. */
function offset(aheadMs: number, grainMs: number, tripMs = 0) {
  const from = Math.floor((noon + 300 + aheadMs) / grainMs) * grainMs
  const shown = { from, to: from + grainMs }
  return clockOffsetSeconds(shown, { from: noon + 300 - tripMs / 2, to: noon + 300 + tripMs / 2 })
}

test.each([0, 400, -400, 7_370, -6_630, 90_000, -90_000])(
  'a clock that is %i ms ahead is so by the same whole seconds with hundredths and without',
  ahead => {
    expect(Math.abs(offset(ahead, 10) - offset(ahead, 1000))).toBeLessThanOrEqual(1)
    expect(Math.abs(offset(ahead, 10) * 1000 - ahead)).toBeLessThan(1010)
  },
)

test('what the time under way explains is no offset', () => {
  expect(offset(7_370, 10, 4_000)).toBe(5)
  expect(offset(7_370, 10, 20_000)).toBe(0)
  expect(offset(-7_370, 10, 20_000)).toBe(0)
  const moment = { from: noon + 250, to: noon + 250 }
  expect(clockOffsetMs(moment, { from: noon, to: noon + 100 })).toBe(150)
})
