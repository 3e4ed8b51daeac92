import { obisCodes } from '@ferraris/metering'
import { expect, test } from 'vitest'
import { eventKind } from './event-kind.ts'

test('an event has the name and severity of its code', () => {
  expect(eventKind(obisCodes.standardLog, 2)).toEqual({ name: 'Power up', severity: 'info' })
})

test('an event code without a name is shown by its number', () => {
  expect(eventKind(obisCodes.standardLog, 222)).toEqual({ name: 'Event 222', severity: 'info' })
})
