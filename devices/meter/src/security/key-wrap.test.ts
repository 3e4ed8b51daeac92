import { fromHex, toHex } from '@ferraris/bytes'
import { expect, test } from 'vitest'
import { unwrapKey, wrapKey } from './key-wrap.ts'

// RFC 3394, 4.1: 128 bits of key data with a 128-bit key.
const masterKey = fromHex('000102030405060708090a0b0c0d0e0f')
const key = fromHex('00112233445566778899aabbccddeeff')
const wrapped = fromHex('1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5')

test('keys are wrapped as RFC 3394 shows', () => {
  expect(toHex(wrapKey(masterKey, key))).toBe(toHex(wrapped))
  expect(toHex(unwrapKey(masterKey, wrapped) ?? new Uint8Array())).toBe(toHex(key))
})

test('a wrapped key that was changed, cut, or meant for another is none', () => {
  for (let octet = 0; octet < 24; octet++) {
    const changed = wrapped.slice()
    changed[octet] ^= 1
    expect(unwrapKey(masterKey, changed)).toBeUndefined()
  }
  expect(unwrapKey(masterKey, wrapped.subarray(1))).toBeUndefined()
  expect(unwrapKey(key, wrapped)).toBeUndefined()
})
