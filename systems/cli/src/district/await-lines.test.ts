import { expect, test } from 'vitest'
import { linesOutcome } from './await-lines.ts'

const concentrator = { name: 'C1', meters: 40, found: 40, pending: 0 }
function progressOf(its: Partial<typeof concentrator>, live = true) {
  return { live, lineTime: 0, now: 0, concentrators: [{ ...concentrator, ...its }, concentrator] }
}

test('power lines are done when all their meters were found and all readings are stored, and not before', () => {
  expect(linesOutcome(progressOf({}))).toMatchObject({ isWhole: true })
  expect(linesOutcome(progressOf({ found: 39 }))).toEqual({
    isWhole: false,
    text: '79 of 80 meters found on 2 power lines, their readings are stored; 1 not heard yet: the network page tells which',
  })
  expect(linesOutcome(progressOf({ pending: 3 })).isWhole).toBe(false)
  expect(linesOutcome(progressOf({}, false)).isWhole).toBe(false)
})
