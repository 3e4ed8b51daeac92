import { fromHex } from '@ferraris/bytes'
import { SuiteKeys } from '@ferraris/dlms/security'
import { expect, test } from 'vitest'
import { encodeFrame, openAssociation, profiles, sealAssociation, sealFrame } from '../index.ts'

const systemTitle = fromHex('464552aabbccddee')
const initialKey = new Uint8Array(16).fill(7)
const association = {
  pod: 'IT001E01524052',
  encryptionKey: new Uint8Array(16).fill(1),
  authenticationKey: new Uint8Array(16).fill(2),
  firstCounter: 1000,
  profile: profiles.prosumer,
  gap: 300,
}
const apdu = sealAssociation(association, { systemTitle, initialKey, counter: 3 })

test('an association frame fits one segment of the power line and brings keys, profile and resolution', () => {
  expect(apdu.length).toBeLessThanOrEqual(128)
  expect(openAssociation(apdu, initialKey)).toEqual({ systemTitle, counter: 3, association })
})

test('an association frame opens with the initial key alone', () => {
  expect(() => openAssociation(apdu, new Uint8Array(16).fill(8))).toThrow('authentication tag')
})

test('another frame under the initial key is no association', () => {
  const buffer = encodeFrame({ frame: 21, eventType: 2, eventTime: 1, eventCount: 1, power: 0 })
  const keys = new SuiteKeys(initialKey, initialKey)
  const other = sealFrame(buffer, { systemTitle, counter: 4, keys })
  expect(() => openAssociation(other, initialKey)).toThrow('a frame with template 21')
})

test('keys wrapped with another key are told apart from a wrong initial key', () => {
  const elsewhere = new Uint8Array(16).fill(9)
  const foreign = sealAssociation(association, { systemTitle, initialKey: elsewhere, counter: 3 })
  expect(() => openAssociation(foreign, initialKey)).toThrow('authentication tag')
})
