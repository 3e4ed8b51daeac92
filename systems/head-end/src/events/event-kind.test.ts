import { obisCodes } from '@ferraris/metering'
import { expect, test } from 'vitest'
import { eventKind } from './event-kind.ts'

test('an event has the name and severity of its code', () => {
  expect(eventKind('idis', obisCodes.standardLog, 2)).toEqual({ name: 'Power up', severity: 'info' })
})

test('the same code in the same log means what the profile of the meter says', () => {
  expect(eventKind('idis', obisCodes.fraudLog, 49).severity).toBe('critical')
  expect(eventKind('dsmr', obisCodes.fraudLog, 49)).toEqual({ name: 'Module cover closed', severity: 'info' })
})

test('an event code without a name is shown by its number', () => {
  expect(eventKind('idis', obisCodes.standardLog, 222)).toEqual({ name: 'Event 222', severity: 'info' })
})
