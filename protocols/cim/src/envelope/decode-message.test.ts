import { expect, test } from 'vitest'
import { golden, goldenText } from '../golden/golden.fixture.ts'
import { decodeMessage, messageXml } from '../index.ts'

test('an order in the typed form is read and written again', () => {
  const message = decodeMessage(golden('create-end-device-controls'), { strict: true })
  expect(message).toEqual({
    kind: 'request',
    form: 'typed',
    year: '2011',
    ignored: [],
    Header: {
      Verb: 'create',
      Noun: 'EndDeviceControls',
      Revision: '2.0',
      Timestamp: Date.UTC(2026, 10, 21, 10),
      Source: 'MDM',
      AsyncReplyFlag: true,
      ReplyAddress: 'https://mdm.example/replies',
      MessageID: 'm-1',
      CorrelationID: 'c-1',
    },
    Payload: {
      EndDeviceControls: {
        EndDeviceControl: [
          {
            issuerTrackingID: 'WO-77',
            reason: 'not paid & warned twice',
            EndDeviceControlType: '3.31.0.23',
            EndDevices: [
              { Names: [{ name: 'FER00000042' }] },
              { mRID: '7b1c2f0e-0000-4000-8000-000000000001' },
            ],
            primaryDeviceTiming: {
              interval: { start: Date.UTC(2026, 10, 21, 10), end: Date.UTC(2026, 10, 21, 14) },
            },
          },
        ],
      },
    },
  })
  expect(messageXml(message, { pretty: true })).toBe(goldenText('create-end-device-controls'))
})
