import { expect, test } from 'vitest'
import { decodeMessage, encodeMessage, messageXml } from '../index.ts'
import { judge } from '../xsd/judge.fixture.ts'
import { golden, goldenNames, goldenText } from './golden.fixture.ts'

test.each(goldenNames)('%s is understood whole, written again character by character, and valid', name => {
  const message = decodeMessage(golden(name), { strict: true })
  expect(messageXml(message, { pretty: true })).toBe(goldenText(name))
  expect(decodeMessage(encodeMessage(message), { strict: true })).toEqual(message)
  if (message.year === '2011') expect(judge(messageXml(message))).toEqual([])
})

test('a question in the typed form asks by its query', () => {
  expect(decodeMessage(golden('get-meter-readings'))).toMatchObject({
    kind: 'request',
    form: 'typed-query',
    Request: {
      Option: [{ name: 'reason', value: 'moveOut' }],
      GetMeterReadings: {
        EndDevice: [{ Names: [{ name: 'FER00000042' }] }],
        TimeSchedule: [{ scheduleInterval: { start: Date.UTC(2026, 10, 20), end: Date.UTC(2026, 10, 21) } }],
      },
    },
  })
})

test('readings keep their digits, their times and what is known about them', () => {
  expect(decodeMessage(golden('reply-meter-readings'))).toMatchObject({
    kind: 'response',
    Header: { Timestamp: Date.UTC(2026, 10, 21, 10, 0, 7, 250) },
    Reply: {
      Result: 'PARTIAL',
      Error: [{ code: '2.4', ID: { value: 'FER00000099', kind: 'name', objectType: 'Meter' } }],
    },
    Payload: {
      MeterReadings: {
        MeterReading: [
          {
            IntervalBlocks: [
              {
                ReadingType: '0.0.2.4.1.1.12.0.0.0.0.0.0.0.0.3.72.0',
                IntervalReadings: [
                  { value: '0.125' },
                  { value: '0', ReadingQualities: [{ ReadingQualityType: '1.2.32' }] },
                ],
              },
            ],
            Readings: [{ value: '4711.815', reason: 'moveOut' }, { ReadingType: '0.0.96.7.21.255' }],
          },
        ],
      },
    },
  })
})

test('a set holds operations in their order, each with its noun, in the edition of the message', () => {
  const message = decodeMessage(golden('operation-set'))
  expect(message).toMatchObject({
    year: '2017',
    Payload: {
      OperationSet: {
        enforceTransactionalIntegrity: true,
        Operation: [
          { operationId: 1, verb: 'delete', MeterConfig: { Meter: [{}] } },
          { operationId: 2, verb: 'create', MeterConfig: { Meter: [{ serialNumber: 'FER00000777' }] } },
        ],
      },
    },
  })
})

test('a fault in the typed form tells its noun', () => {
  expect(decodeMessage(golden('fault'))).toMatchObject({
    kind: 'fault',
    form: 'typed',
    noun: 'EndDeviceControls',
    Reply: { Result: 'FAILED' },
  })
})
