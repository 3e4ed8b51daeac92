import { expect, test } from 'vitest'
import { fieldInstant, fieldText } from './field-time.ts'

test('a time in a field is that of the zone that is shown, whatever the zone of the browser', () => {
  expect(fieldText('2026-11-20T23:30:00.000Z', 'Europe/Rome')).toBe('2026-11-21T00:30')
  expect(fieldInstant('2026-11-21T00:30', 'Europe/Rome')).toBe('2026-11-20T23:30:00.000Z')
  expect(fieldInstant('2026-07-01T12:00', 'Europe/Rome')).toBe('2026-07-01T10:00:00.000Z')
  expect(fieldInstant('', 'Europe/Rome')).toBeUndefined()
})
