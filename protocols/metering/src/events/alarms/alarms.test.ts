import { expect, test } from 'vitest'
import { dsmr, ferraris, idis, italian } from '../../index.ts'
import type { EventProfile } from '../event-profile.ts'
import type { AlarmName, AlarmRegister } from './alarm-profile.ts'
import {
  alarmMask,
  alarmOf,
  alarmsIn,
  alarmsOfEvent,
  alarmsOfRegister,
  alarmText,
  errorsIn,
} from './alarms.ts'

const profiles = { idis, dsmr, ferraris }

/** As public manuals and open sources print them. */
const published: readonly [keyof typeof profiles, AlarmRegister, bit: number, AlarmName | undefined][] = [
  ['idis', 1, 0, 'clockInvalid'],
  ['idis', 1, 13, 'fraudAttempt'],
  ['idis', 1, 2, undefined],
  ['idis', 1, 23, 'subMeterFraud4'],
  ['idis', 2, 0, 'powerDown'],
  ['idis', 2, 8, 'neutralMissing'],
  ['idis', 2, 12, 'consumptionWhileOpen'],
  ['idis', 2, 30, 'subMeterValveAlarm4'],
  ['idis', 2, 31, 'switchFailed'],
  ['dsmr', 1, 2, 'powerUp'],
  ['dsmr', 1, 24, 'subMeterFound1'],
  ['dsmr', 1, 31, 'phaseOutageTest'],
  ['dsmr', 2, 0, 'sagL1'],
  ['dsmr', 3, 0, 'lastGasp'],
  ['dsmr', 2, 13, 'currentDistortionLongL3'],
  ['ferraris', 1, 14, 'terminalHot'],
  ['ferraris', 3, 3, 'swellL1'],
]

test.each(published)('in %s, bit %i/%i means %s', (profile, register, bit, name) => {
  expect(alarmOf(profiles[profile], register, bit)?.name).toBe(name)
})

test.each(Object.entries(profiles))(
  'no two alarms of a register of %s share a bit, and each event has a number',
  (_, profile) => {
    for (const register of [1, 2, 3] as const) {
      const all = alarmsOfRegister(profile, register)
      expect(new Set(all.map(({ bit }) => bit)).size).toBe(all.length)
      for (const { bit, events } of all) {
        expect(bit).toBeGreaterThanOrEqual(0)
        expect(bit).toBeLessThan(32)
        for (const event of events)
          expect(
            Object.values(profile.codes).some(codes => event in codes),
            event,
          ).toBe(true)
      }
    }
  },
)

test('fraud is one bit for many events, a Dutch meter says less of its neutral', () => {
  expect(alarmsOfEvent(idis, 'replayAttempt')).toMatchObject([{ register: 1, bit: 13, severity: 'critical' }])
  expect(alarmsOfEvent(idis, 'neutralMissing')).toMatchObject([{ register: 2, bit: 8 }])
  expect(alarmsOfEvent(dsmr, 'replayAttempt')).toEqual([])
  expect(alarmsOfEvent(idis, 'meterCoverClosed')).toEqual([])
})

test('a descriptor is read bit by bit, what is free in it is left out', () => {
  expect(alarmsIn(idis, 1, 0x2005).map(({ name }) => name)).toEqual(['clockInvalid', 'fraudAttempt'])
  expect(alarmsIn(idis, 2, 0x8000_0000).map(({ name }) => name)).toEqual(['switchFailed'])
  expect(alarmMask(alarmsIn(idis, 2, 0xffff_ffff))).toBe(0xf87f_ffff)
  expect(alarmsIn(italian as EventProfile, 1, 0xffff_ffff)).toEqual([])
  expect(errorsIn(ferraris, 0b1010_0000_0011)).toEqual([
    'clockInvalid',
    'replaceBattery',
    'ramError',
    'measurementSystemError',
  ])
})

test('alarms have texts in three languages', () => {
  expect(alarmText('fraudAttempt', 'it')).toBe('Tentativo di frode')
  expect(alarmText('neutralMissing')).toBe('Neutral missing')
})
