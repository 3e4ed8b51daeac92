import { eventSeverities, quality } from '@ferraris/metering'
import { expect, test } from 'vitest'
import {
  CimError,
  commandOf,
  controlCodes,
  eventCodes,
  eventOfCode,
  failure,
  formatEndDeviceCode,
  parseEndDeviceCode,
  qualityCodes,
  qualityOf,
  replyCode,
} from '../index.ts'

test('orders are known by numbers, and by words as some send them', () => {
  expect(commandOf('3.31.0.23')).toBe('disconnect')
  expect(commandOf(' electricMeter.rcdswitch.none.CONNECT ')).toBe('connect')
  expect(commandOf('electricMeter.RCDSwitch..connect')).toBe('connect')
  expect(commandOf('3.31.0.99')).toBeUndefined()
  for (const { code } of Object.values(controlCodes)) {
    expect(formatEndDeviceCode(parseEndDeviceCode(code))).toBe(code)
  }
})

test('what is no code is refused by the number at fault', () => {
  expect(() => parseEndDeviceCode('3.31.0')).toThrow(CimError)
  expect(() => parseEndDeviceCode('3.valve.0.18')).toThrow('"valve" is no domain')
  expect(() => qualityOf('3.0')).toThrow(CimError)
})

test('events go out under codes that come back as events of the same code', () => {
  for (const [event, { code }] of Object.entries(eventCodes)) {
    expect(eventSeverities).toHaveProperty(event)
    const back = eventOfCode(code)!
    expect(eventCodes[back]?.code).toBe(code)
  }
  expect(eventOfCode('3.31.0.68')).toBe('remoteDisconnection')
  expect(eventOfCode('9.9.9.9')).toBeUndefined()
})

test('every quality has a code and comes back; others are known by their category', () => {
  expect([...qualityCodes.keys()].sort()).toEqual(Object.values(quality).sort())
  for (const [known, { code }] of qualityCodes) expect(qualityOf(code)).toBe(known)
  expect(qualityOf('3.6.0')).toBe(quality.suspect)
  expect(qualityOf('2.8.77')).toBe(quality.estimated)
  expect(qualityOf('1.99.0')).toBe(quality.suspect)
})

test("a reply has the partner's code, the default one, or our name", () => {
  expect(replyCode('unknown-device')).toEqual({ code: '2.4', certainty: 'seen' })
  expect(replyCode('unknown-device', { 'unknown-device': '2.99' }).code).toBe('2.99')
  expect(failure('no-answer', 'silent', { name: 'FER1', objectType: 'Meter' })).toMatchObject({
    code: 'no-answer',
    level: 'FATAL',
    ID: { value: 'FER1', kind: 'name', objectType: 'Meter' },
  })
})
