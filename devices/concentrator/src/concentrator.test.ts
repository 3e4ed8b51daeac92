import { expect, test } from 'vitest'
import { HOUR, MINUTE, TestSection } from './testing/section.fixture.ts'

test('finds its meters, reads their day, and is acknowledged', () => {
  const section = new TestSection()
  section.run(2 * HOUR)
  console.log(section.concentrator.condition(), section.concentrator.neighbours().length)
  for (const m of section.headEnd.messages.slice(-3)) console.log(JSON.stringify(m).slice(0, 300))
  expect(section.headEnd.days()).toHaveLength(50)
  expect(section.concentrator.condition().pendingResults).toBe(0)
})
