import { expect, test } from 'vitest'
import { obisCodes } from '../obis-codes.ts'
import { type EventName, eventSeverities } from './event-severities.ts'
import {
  codesOfSeverity,
  type EventLanguage,
  type EventProfileName,
  eventOf,
  eventProfiles,
  eventText,
  logOf,
} from './events.ts'
import { idisCodes } from './idis.ts'
import { beginningsOf, hasEnd } from './pairs.ts'

const names = Object.keys(eventSeverities) as EventName[]
const profiles = Object.entries(eventProfiles)
const { idis, dsmr, italian, ferraris } = eventProfiles

test.each<EventLanguage>(['en', 'it', 'es'])('every event has a text of its own in %s', language => {
  const texts = names.map(name => eventText(name, language))
  expect(texts.every(text => text.length > 0)).toBe(true)
  expect(new Set(texts).size).toBe(names.length)
})

test.each(profiles)('no two events of %s have one code', (_, { codes }) => {
  const all = Object.values(codes).flatMap(log => Object.values(log))
  expect(new Set(all).size).toBe(all.length)
})

/** As public manuals and open sources print them. */
const published: readonly [EventProfileName, log: string, code: number, EventName][] = [
  ['idis', obisCodes.qualityLog, 88, 'wrongPhaseSequence'],
  ['idis', obisCodes.qualityLog, 89, 'neutralMissing'],
  ['idis', obisCodes.qualityLog, 90, 'phaseAsymmetry'],
  ['idis', obisCodes.qualityLog, 91, 'currentReversed'],
  ['dsmr', obisCodes.communicationLog, 88, 'phaseMissingL3'],
  ['dsmr', obisCodes.communicationLog, 89, 'phaseOutageTest'],
  ['dsmr', obisCodes.communicationLog, 90, 'phaseBackL1'],
  ['dsmr', obisCodes.communicationLog, 91, 'phaseBackL2'],
  ['idis', obisCodes.fraudLog, 49, 'decryptionFailure'],
  ['dsmr', obisCodes.fraudLog, 49, 'moduleCoverClosed'],
  ['idis', obisCodes.standardLog, 9, 'tariffsActivated'],
  ['idis', obisCodes.disconnectorLog, 59, 'readyForManualConnection'],
  ['dsmr', '0.0.99.98.7.255', 59, 'currentDistortionLongL3'],
  ['idis', obisCodes.mbusLog, 123, 'subMeterFraud3'],
  ['idis', obisCodes.mbusLog, 194, 'subMeterValveAlarm4'],
  ['dsmr', obisCodes.mbusLog, 101, 'subMeterBack1'],
  ['idis', obisCodes.communicationLog, 158, 'localPortUsed'],
]

test.each(published)('in %s, log %s, %i means %s', (profile, log, code, event) => {
  expect(eventOf(eventProfiles[profile], log, code)).toBe(event)
})

test('a missing neutral is critical, the change of calendar is not', () => {
  expect(eventSeverities.neutralMissing).toBe('critical')
  expect(eventSeverities.tariffsActivated).toBe('info')
})

test('a number of the maker has a name with that maker only', () => {
  expect(eventOf(ferraris, obisCodes.fraudLog, 230)).toBe('accessRefused')
  expect(eventOf(idis, obisCodes.fraudLog, 230)).toBeUndefined()
})

test('low numbers of an Italian meter are those of its contract', () => {
  expect(eventOf(italian, obisCodes.standardLog, 4)).toBe('availablePowerExceeded')
  expect(eventOf(italian, obisCodes.standardLog, 40)).toBeUndefined()
})

test('a meter with one log writes the codes of all logs into it', () => {
  for (const [name, code] of Object.entries(idisCodes)) {
    expect(eventOf(idis, obisCodes.standardLog, code)).toBe(name)
  }
})

test.each([
  [idis, 49, obisCodes.fraudLog],
  [idis, 76, obisCodes.qualityLog],
  [dsmr, 93, obisCodes.communicationLog],
  [dsmr, 73, obisCodes.qualityLog],
  [idis, 222, undefined],
])('a code stands in the log of its kind', (profile, code, log) => {
  expect(logOf(profile, code)).toBe(log)
})

test('codes are found by severity', () => {
  const critical = codesOfSeverity(idis, ['critical'])
  expect(critical).toContain(idisCodes.terminalCoverRemoved)
  expect(critical).not.toContain(idisCodes.powerUp)
  expect(codesOfSeverity(idis, ['critical', 'major', 'minor', 'info'])).toHaveLength(
    Object.keys(idisCodes).length,
  )
})

test('what is over has begun: an end names its beginnings, which are events, and no event ends itself', () => {
  expect(beginningsOf('meterCoverClosed')).toEqual(['meterCoverRemoved'])
  expect(beginningsOf('voltageNormalL2')).toContain('undervoltageL2')
  expect(beginningsOf('powerDown')).toEqual([])
  expect(hasEnd('lastGasp')).toBe(true)
  expect(hasEnd('replayAttempt')).toBe(false)
  for (const name of names) {
    for (const began of beginningsOf(name)) expect(names).toContain(began)
    expect(beginningsOf(name)).not.toContain(name)
  }
})
