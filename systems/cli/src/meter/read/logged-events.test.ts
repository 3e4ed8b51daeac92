import { data, dateTimeAt, encodeDateTime, obis, zone } from '@ferraris/cosem'
import { expect, test } from 'vitest'
import { eventsOf, parseEventProfile } from './logged-events.ts'

const rome = zone('Europe/Rome')
const time = Date.UTC(2026, 10, 20, 8) / 1000
const profile = {
  obis: obis('0.0.99.98.1.255'),
  head: {
    capturePeriod: 0,
    columns: [
      { classId: 8, obis: obis('0.0.1.0.0.255'), attribute: 2 },
      { classId: 1, obis: obis('0.0.96.11.1.255'), attribute: 2 },
    ],
  },
  units: [undefined, undefined],
  count: 1,
  times: Float64Array.of(time),
  status: Uint8Array.of(0),
  registers: [Float64Array.of(49)],
  rows: [[data.octets(encodeDateTime(dateTimeAt(time, rome))), data.unsigned(49)]],
}

test.each([
  ['idis', 'decryptionFailure', 'Decryption or authentication failed'],
  ['dsmr', 'moduleCoverClosed', 'Module cover closed'],
  ['italian', null, 'Event 49'],
] as const)('49 in the fraud log of a meter of %s means %s', (list, event, text) => {
  const log = '0.0.99.98.1.255'
  expect(eventsOf(profile, list)).toEqual([{ time: '2026-11-20T09:00:00+01:00', log, code: 49, event, text }])
})

test('a list that is not known is refused with those that are', () => {
  expect(() => parseEventProfile('iec')).toThrow(/iec/)
})
