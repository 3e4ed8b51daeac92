import { eventCodes } from '@ferraris/meter'
import { expect, test } from 'vitest'
import { eventKind } from './event-codes.ts'

test('every event that our own meters log has a name', () => {
  for (const [event, code] of Object.entries(eventCodes)) {
    expect(eventKind(code).name, event).not.toBe(`Event ${code}`)
  }
})

test('an event that nobody has named is known by its number', () => {
  expect(eventKind(222)).toEqual({ name: 'Event 222', severity: 'info' })
})
