/** Two weaknesses of the field's scheme: faithful mode has them as it must, hardened mode does not. */
import { concat, crc32, fromHex, toHex } from '@ferraris/bytes'
import { describe, expect, test } from 'vitest'
import { encodeMessage } from '../application/messages.ts'
import { aca } from '../mac/address.ts'
import { SmitpError } from '../smitp-error.ts'
import { protect, unprotect } from './protect.ts'
import type { SmitpMode, SmitpSecurity } from './security.ts'
import { SmitpKey } from './smitp-key.ts'

function security(mode: SmitpMode): SmitpSecurity {
  return {
    aca: aca('0102030A0B0C'),
    keys: {
      write: new SmitpKey(fromHex('f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff')),
      read: new SmitpKey(fromHex('000102030405060708090a0b0c0d0e0f')),
    },
    mode,
  }
}

function xor(a: Uint8Array, b: Uint8Array): Uint8Array {
  return a.subarray(0, Math.min(a.length, b.length)).map((octet, i) => octet ^ b[i]!)
}

describe('one key stream for both directions', () => {
  const request = encodeMessage({ kind: 'write.request', table: 0x10, row: 1, data: fromHex('00112233') })
  const answer = encodeMessage({ kind: 'ack', attribute: 4 })
  /** What a listener makes of a request and its answer, and what it would be worth: data and DATE-TIME in clear. */
  const overheard = (mode: SmitpMode) => {
    const keys = security(mode)
    const ciphered = [
      protect(keys, { direction: 'request', ecc: 'ctr-write', mon: 44n }, request),
      protect(keys, { direction: 'answer', ecc: 'ctr-write', mon: 44n }, answer),
    ].map(lsdu => lsdu.subarray(1))
    const clear = [request, answer].map(lsdu => concat(lsdu.subarray(1), new Uint8Array(8)))
    return { difference: xor(ciphered[0]!, ciphered[1]!), revealing: xor(clear[0]!, clear[1]!) }
  }

  test('shows, in faithful mode, the difference of the two plaintexts to any listener', () => {
    const { difference, revealing } = overheard('faithful')
    expect(toHex(difference.subarray(0, revealing.length))).toBe(toHex(revealing))
  })

  test('does not exist in hardened mode', () => {
    const { difference, revealing } = overheard('hardened')
    expect(toHex(difference.subarray(0, revealing.length))).not.toBe(toHex(revealing))
  })
})

describe('a TMAC over nothing but a linear CRC', () => {
  /** The polynomial of CRC-32: a multiple of it added to data and DATE-TIME keeps their CRC. */
  const pattern = fromHex('410671db01')
  const protection = { direction: 'request', ecc: 'ctr-write', mon: 44n } as const
  const lsdu = encodeMessage({ kind: 'write.request', table: 0x10, row: 1, data: fromHex('aabb') })
  const stamp = fromHex('0807060504030201')
  /** Changes the ciphertext on the line, two octets into the data, without any key. */
  const forged = (mode: SmitpMode): Uint8Array => {
    const octets = protect(security(mode), protection, lsdu, stamp).slice()
    for (let i = 0; i < pattern.length; i++) octets[3 + i]! ^= pattern[i]!
    return octets
  }

  test('lets a forger change what is written, in faithful mode', () => {
    const changed = unprotect(security('faithful'), protection, forged('faithful'))
    expect(toHex(changed.lsdu)).toBe('041001ebbd')
    expect(toHex(changed.dateTime)).toBe('79dc070504030201')
    const address = fromHex('0102030a0b0c')
    expect(crc32(concat(address, fromHex('1001aabb'), stamp))).toBe(0xbe0366b1)
    expect(crc32(concat(address, changed.lsdu.subarray(1), changed.dateTime))).toBe(0xbe0366b1)
  })

  test('is refused in hardened mode', () => {
    expect(() => unprotect(security('hardened'), protection, forged('hardened'))).toThrow(
      new SmitpError('not-authentic', 'ATTR 104'),
    )
  })
})
