import { zone } from '@ferraris/cosem'
import { expect, test } from 'vitest'
import { dayWith, homeDay } from '../testing/days.fixture.ts'
import { wholeDayOf } from './day.ts'

test('a day of another zone, or one cut short, is no day of this one', () => {
  const { zone: rome, ...block } = dayWith(homeDay())
  expect(wholeDayOf(block, zone(rome))).toMatchObject({ zone: rome })
  expect(wholeDayOf(block, zone('Europe/Lisbon'))).toBeUndefined()
  expect(wholeDayOf({ ...block, values: block.values.slice(1) }, zone(rome))).toBeUndefined()
})
