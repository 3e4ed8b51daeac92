import { expect, test } from 'vitest'
import { obisCodes } from '../obis-codes.ts'
import { dsmr } from './dsmr.ts'
import { type EventName, eventSeverities } from './event-severities.ts'
import { codesOfSeverity, type EventLanguage, eventOf, eventText } from './events.ts'
import { idis, idisCodes } from './idis.ts'

const names = Object.keys(eventSeverities) as EventName[]

test.each<EventLanguage>(['en', 'it', 'es'])('every event has a text of its own in %s', language => {
  const texts = names.map(name => eventText(name, language))
  expect(texts.every(text => text.length > 0)).toBe(true)
  expect(new Set(texts).size).toBe(names.length)
})

test.each([
  ['IDIS', idis],
  ['DSMR', dsmr],
])('no two events of %s have one code', (_, { codes }) => {
  const all = Object.values(codes).flatMap(log => Object.values(log))
  expect(new Set(all).size).toBe(all.length)
})

test('a code means what its profile says', () => {
  expect(eventOf(idis, '0.0.99.98.1.255', 49)).toBe('decryptionFailure')
  expect(eventOf(dsmr, '0.0.99.98.1.255', 49)).toBe('moduleCoverClosed')
  expect(eventOf(idis, '0.0.99.98.1.255', 222)).toBeUndefined()
})

test('a meter with one log writes the codes of all logs into it', () => {
  for (const [name, code] of Object.entries(idisCodes)) {
    expect(eventOf(idis, obisCodes.standardLog, code)).toBe(name)
  }
})

test('codes are found by severity', () => {
  const critical = codesOfSeverity(idis, ['critical'])
  expect(critical).toContain(idisCodes.terminalCoverRemoved)
  expect(critical).not.toContain(idisCodes.powerUp)
  expect(codesOfSeverity(idis, ['critical', 'major', 'minor', 'info'])).toHaveLength(
    Object.keys(idisCodes).length,
  )
})
