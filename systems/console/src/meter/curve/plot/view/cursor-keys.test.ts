import { expect, test } from 'vitest'
import { quartersOf } from '../../quarters/quarters.ts'
import { spanOf } from '../../time/window.ts'
import { cursorKeys } from './cursor-keys.ts'

const zone = 'Europe/Rome'
const span = spanOf({ kind: 'day', day: '2026-11-20' }, zone)
const quarters = quartersOf([], ['2026-11-20'], zone, {
  today: '2026-12-24',
  since: '2026-01-01',
  isFetched: () => true,
})
function press(key: string, pointed: number | null, shiftKey = false) {
  return cursorKeys({ key, shiftKey }, { drawing: 'steps', quarters, span, pointed, zone })
}

test('the first arrow enters the first quarter-hour, the next ones go on', () => {
  expect(press('ArrowRight', null)).toEqual({ pointed: span.from + 450 })
  expect(press('ArrowRight', span.from + 450)).toEqual({ pointed: span.from + 1350 })
  expect(press('ArrowRight', span.from + 450, true)).toEqual({ pointed: span.from + 450 + 3600 })
})

test('beyond the end of the window the window comes along', () => {
  expect(press('ArrowRight', span.to - 450)).toEqual({
    pointed: span.to + 450,
    span: { from: span.from + 21_600, to: span.to + 21_600 },
  })
})

test('Home and End go to the first and the last quarter-hour', () => {
  expect(press('Home', null)).toEqual({ pointed: span.from + 450 })
  expect(press('End', null)).toEqual({ pointed: span.to - 450 })
})

test('other keys stay with the page', () => {
  expect(press('j', null)).toBeNull()
  expect(press('Tab', null)).toBeNull()
})
