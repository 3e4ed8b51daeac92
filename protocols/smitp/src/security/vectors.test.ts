import { fromHex, toHex } from '@ferraris/bytes'
import { describe, expect, test } from 'vitest'
import { decodeMessage, encodeMessage, type Message } from '../application/messages.ts'
import { aca } from '../mac/address.ts'
import { answerChallenge, openChallenge } from './challenge.ts'
import { type Protection, protect, unprotect } from './protect.ts'
import type { SmitpSecurity } from './security.ts'
import { SmitpKey } from './smitp-key.ts'

/** Made with the algorithms as published; no third party's octets are public. */
const security: SmitpSecurity = {
  aca: aca('0102030A0B0C'),
  keys: {
    write: new SmitpKey(fromHex('f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff')),
    read: new SmitpKey(fromHex('000102030405060708090a0b0c0d0e0f')),
  },
  mode: 'faithful',
}

describe('AES-CMAC (RFC 4493, 4)', () => {
  const key = new SmitpKey(fromHex('2b7e151628aed2a6abf7158809cf4f3c'))
  const message = fromHex(
    '6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710',
  )
  test.for([
    [0, 'bb1d6929e95937287fa37d129b756746'],
    [16, '070a16b46b4d4144f79bdd9dd04a287c'],
    [40, 'dfa66747de9ae63030ca32611497c827'],
    [64, '51f0bebf7e3b9d92fc49741779363cfe'],
  ] as const)('of %i octets', ([length, expected]) => {
    expect(toHex(key.cmac(message.subarray(0, length)))).toBe(expected)
  })
})

interface Vector extends Protection {
  readonly message: Message
  readonly dateTime?: string
  readonly lsdu: string
}

const vectors: [string, Vector][] = [
  [
    'READ.req',
    {
      message: { kind: 'read.request', table: 0, row: 0x3f },
      direction: 'request',
      ecc: 'ctr-read',
      mon: 43n,
      lsdu: '6637c36299a0beb32202f6458d2108c4e5ad0f',
    },
  ],
  [
    'READ.resp',
    {
      message: { kind: 'read.response', data: fromHex('0000000000000001') },
      direction: 'answer',
      ecc: 'ctr-read',
      mon: 43n,
      lsdu: '6737fc6299a0beb32302f6bddd46fe2b956e21ba66aa2a13cf',
    },
  ],
  [
    'WRITE.req',
    {
      message: { kind: 'write.request', table: 0x10, row: 0x01, data: fromHex('aabb') },
      direction: 'request',
      ecc: 'ctr-write',
      mon: 44n,
      dateTime: '0807060504030201',
      lsdu: '6805b56b8877b7284ca62569397e1947244dec81c2',
    },
  ],
]

test.for(vectors)('%s, authenticated and ciphered', ([, { message, dateTime, lsdu, ...protection }]) => {
  const stamp = fromHex(dateTime ?? '0000000000000000')
  expect(toHex(protect(security, protection, encodeMessage(message), stamp))).toBe(lsdu)
  const opened = unprotect(security, protection, fromHex(lsdu))
  expect(decodeMessage(opened.lsdu)).toEqual(message)
  expect(opened.dateTime).toEqual(stamp)
})

test('CHALLENGE.resp proves the counter', () => {
  const request = {
    kind: 'challenge.request',
    type: 0,
    nonce: fromHex('101112131415161718191a1b1c1d1e1f'),
  } as const
  const response = answerChallenge(security, request, 42n)
  expect(toHex(encodeMessage(response))).toBe('7100000634cd141d14c3bd587ed01a1b3129dd')
  expect(openChallenge(security, request, response)).toBe(42n)
})
