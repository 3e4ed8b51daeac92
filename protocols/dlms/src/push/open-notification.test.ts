import { fromHex, toHex } from '@ferraris/bytes'
import { data, encodeData, obis } from '@ferraris/cosem'
import { fuzzDecoder } from '@ferraris/testing'
import { describe, expect, test } from 'vitest'
import { DlmsError } from '../dlms-error.ts'
import type { Envelope } from '../security/envelope.ts'
import { sealApdu } from '../security/envelope.ts'
import { SuiteKeys } from '../security/keys/suite-keys.ts'
import { SecurityError } from '../security/security-error.ts'
import { encodeNotification, type Notification } from './notification.ts'
import { openNotification } from './open-notification.ts'

const keys = new SuiteKeys(
  fromHex('000102030405060708090a0b0c0d0e0f'),
  fromHex('d0d1d2d3d4d5d6d7d8d9dadbdcdddedf'),
)
const meter = fromHex('4645520000000001')
const listener = fromHex('4d4d4d0000000001')
const pushed: Notification = {
  kind: 'data-notification',
  longInvokeId: 9,
  confirmed: false,
  time: undefined,
  body: encodeData(data.structure(data.doubleLongUnsigned(4711))),
}
const event: Notification = {
  kind: 'event-notification',
  time: fromHex('07ea0b150600000000ffc400'),
  attribute: { classId: 1, instanceId: obis('0.0.97.98.0.255'), attributeId: 2 },
  body: encodeData(data.unsigned(3)),
}
const report: Notification = {
  kind: 'information-report',
  time: undefined,
  items: [{ shortName: -1528, value: encodeData(data.nothing()) }],
}
const protection = { authenticated: true, encrypted: true }
function sealed(form: Envelope['form'], notification: Notification = pushed) {
  const { octets } = sealApdu(
    { ring: { keys }, dedicated: undefined, ownTitle: meter, peerTitle: listener },
    { form, key: 'global', protection, transactionId: fromHex('01') },
    77,
    encodeNotification(notification),
  )
  return octets
}
function noKeys() {
  return undefined
}

describe('a notification', () => {
  test.each([pushed, event, report])('in plain is read as it was written: %o', notification => {
    expect(openNotification(encodeNotification(notification), noKeys)).toEqual({
      ...notification,
      systemTitle: undefined,
      invocationCounter: undefined,
      protection: { authenticated: false, encrypted: false },
    })
  })

  test('ciphered is opened with the keys of its sender', () => {
    const asked: string[] = []
    const opened = openNotification(sealed('general'), title => {
      asked.push(toHex(title))
      return keys
    })
    expect(opened).toEqual({ ...pushed, systemTitle: meter, invocationCounter: 77, protection })
    expect(asked).toEqual([toHex(meter)])
  })

  test('in general-ciphering is opened by a listener that holds all keys, and it is the addressee', () => {
    const octets = sealed({ kind: 'identified' })
    expect(openNotification(octets, () => ({ ring: { keys }, ownTitle: listener }))).toMatchObject({
      ...pushed,
      systemTitle: meter,
      invocationCounter: 77,
    })
    expect(() => openNotification(octets, () => ({ ring: { keys }, ownTitle: meter }))).toThrow(SecurityError)
    expect(() => openNotification(octets, () => keys)).toThrow('need all keys of the sender')
  })

  test.each([event, report])(
    'ciphered as a service is opened where the connection tells the sender: %o',
    notification => {
      const octets = sealed('service', notification)
      const opened = { ...notification, systemTitle: meter, invocationCounter: 77, protection }
      expect(openNotification(octets, () => keys, meter)).toEqual(opened)
      expect(openNotification(octets, () => ({ ring: { keys }, ownTitle: listener }), meter)).toEqual(opened)
      expect(() => openNotification(octets, () => keys, listener)).toThrow(SecurityError)
    },
  )

  test('of an unknown sender, with other keys or of an association is refused', () => {
    expect(() => openNotification(sealed('general'), noKeys)).toThrow('system title 4645520000000001')
    const others = new SuiteKeys(new Uint8Array(16), new Uint8Array(16))
    expect(() => openNotification(sealed('general'), () => others)).toThrow(SecurityError)
    expect(() => openNotification(sealed('service', event), () => keys)).toThrow('carries no system title')
    const ofAssociation = Uint8Array.of(0xd2, 0)
    expect(() => openNotification(ofAssociation, () => keys, meter)).toThrow('only its client can open')
    expect(() => openNotification(fromHex('c401c100030105'), noKeys)).toThrow(DlmsError)
    expect(() => openNotification(new Uint8Array(), noKeys)).toThrow(DlmsError)
  })

  test('broken in any way is refused with an error of its own', () => {
    const corpus = [pushed, event, report].map(encodeNotification).concat(sealed('general'))
    const allowed = (error: unknown) =>
      error instanceof DlmsError || error instanceof SecurityError || (error as Error).name === 'DecodeError'
    const { refused } = fuzzDecoder(octets => openNotification(octets, () => keys), corpus, {
      runs: 20_000,
      allowed,
    })
    expect(refused).toBeGreaterThan(0)
  })
})
