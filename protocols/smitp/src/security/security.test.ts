import { inspect } from 'node:util'
import { fromHex } from '@ferraris/bytes'
import { fuzzDecoder } from '@ferraris/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { authenticatedTwin } from '../application/attribute.ts'
import { decodeMessage, encodeMessage } from '../application/messages.ts'
import { aca } from '../mac/address.ts'
import { SmitpError } from '../smitp-error.ts'
import { answerChallenge, challenge, openChallenge } from './challenge.ts'
import { type Protection, protect, unprotect } from './protect.ts'
import { openRefusal, refuse } from './refusal.ts'
import type { Ciphering, SmitpMode, SmitpSecurity } from './security.ts'
import { SmitpKey } from './smitp-key.ts'

const keys = {
  write: new SmitpKey(fromHex('f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff')),
  read: new SmitpKey(fromHex('000102030405060708090a0b0c0d0e0f')),
}
const other = { write: keys.read, read: keys.write }
const modes: SmitpMode[] = ['faithful', 'hardened']
const cipherings: Ciphering[] = ['ctr-read', 'ctr-write', 'ecb-read', 'ecb-write']
const notAuthentic = expect.objectContaining({ code: 'not-authentic' })

describe.each(modes)('%s mode', mode => {
  const security: SmitpSecurity = { aca: aca('464500000001'), keys, mode }
  const protections: fc.Arbitrary<Protection> = fc.record({
    direction: fc.constantFrom('request', 'answer'),
    ecc: fc.constantFrom(...cipherings),
    mon: fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn }),
  })
  const attributes = Array.from({ length: 256 }, (_, i) => i).filter(a => authenticatedTwin(a) !== undefined)
  const lsdus = fc
    .tuple(fc.constantFrom(...attributes), fc.uint8Array({ maxLength: 95 }))
    .map(([attribute, body]) => Uint8Array.of(attribute, ...body))

  test('what is protected is the same again behind the protection', () => {
    fc.assert(
      fc.property(protections, lsdus, fc.uint8Array({ minLength: 8, maxLength: 8 }), (how, lsdu, stamp) => {
        const opened = unprotect(security, how, protect(security, how, lsdu, stamp))
        expect(opened).toEqual({ lsdu, dateTime: stamp })
      }),
    )
  })

  test('another key, counter, address or kind of ciphering is refused', () => {
    const how: Protection = { direction: 'request', ecc: 'ctr-read', mon: 7n }
    const sealed = protect(security, how, encodeMessage({ kind: 'read.request', table: 1, row: 2 }))
    for (const [reader, protection] of [
      [{ ...security, keys: other }, how],
      [{ ...security, aca: aca('464500000002') }, how],
      [security, { ...how, mon: 8n }],
      [security, { ...how, ecc: 'ctr-write' }],
    ] as const)
      expect(() => unprotect(reader, protection, sealed)).toThrow(notAuthentic)
  })

  test('a challenge tells the counter to a holder of the key, for this nonce only', () => {
    const request = challenge(security, length => new Uint8Array(length).fill(5))
    const response = answerChallenge(security, request, 4711n)
    expect(openChallenge(security, request, response)).toBe(4711n)
    expect(() =>
      openChallenge(
        security,
        challenge(security, length => new Uint8Array(length)),
        response,
      ),
    ).toThrow(notAuthentic)
    expect(() => openChallenge({ ...security, keys: other }, request, response)).toThrow(notAuthentic)
  })

  test('a refusal tells why and the counter, for this request only', () => {
    const request = fromHex('6805b56b8877b7284ca62569397e1947244dec81c2')
    const refusal = refuse(security, 'ctr-write', request, { code: 10, lmon: 99n })
    expect(openRefusal(security, 'ctr-write', request, refusal)).toEqual({ code: 10, lmon: 99n })
    const changed = refusal.slice()
    changed[1] = 4
    expect(() => openRefusal(security, 'ctr-write', request, changed)).toThrow(notAuthentic)
    expect(() => openRefusal(security, 'ctr-write', request.subarray(0, 20), refusal)).toThrow(notAuthentic)
  })

  test('no broken octets are taken for genuine', () => {
    const how: Protection = { direction: 'request', ecc: 'ecb-write', mon: 7n }
    const request = encodeMessage({ kind: 'read.request', table: 1, row: 2 })
    const sealed = cipherings.map(ecc => protect(security, { ...how, ecc }, request))
    for (const ecc of cipherings) {
      const genuine = new Set(sealed.map(octets => octets.join()))
      fuzzDecoder(
        octets => {
          unprotect(security, { ...how, ecc }, octets)
          expect(genuine).toContain(octets.join())
        },
        sealed,
        { runs: 5_000, allowed: expected },
      )
    }
    const refusal = refuse(security, 'ctr-write', request, { code: 10, lmon: 99n })
    fuzzDecoder(octets => openRefusal(security, 'ctr-write', request, octets), [refusal], {
      runs: 5_000,
      allowed: expected,
    })
  })
})

function expected(error: unknown): boolean {
  return error instanceof SmitpError || (error as Error).name === 'DecodeError'
}

test('an answer sent back as a request is refused in hardened mode', () => {
  const security: SmitpSecurity = { aca: aca('464500000001'), keys, mode: 'hardened' }
  const how: Protection = { direction: 'answer', ecc: 'ctr-read', mon: 7n }
  const answer = protect(security, how, encodeMessage({ kind: 'ack', attribute: 4 }))
  expect(() => unprotect(security, { ...how, direction: 'request' }, answer)).toThrow(notAuthentic)
})

test('a challenge led into the weaker mode is refused where the stronger one is expected', () => {
  const hardened: SmitpSecurity = { aca: aca('464500000001'), keys, mode: 'hardened' }
  const request = challenge(hardened, length => new Uint8Array(length))
  const faithful = answerChallenge({ ...hardened, mode: 'faithful' }, { ...request, type: 0 }, 42n)
  expect(() => openChallenge(hardened, request, { ...faithful, type: 1 })).toThrow(notAuthentic)
})

test('a counter at its end protects nothing more', () => {
  const how: Protection = { direction: 'request', ecc: 'ctr-read', mon: 1n << 64n }
  const security: SmitpSecurity = { aca: aca('464500000001'), keys, mode: 'hardened' }
  expect(() => protect(security, how, Uint8Array.of(2, 0, 0))).toThrow(
    expect.objectContaining({ code: 'counter-exhausted' }),
  )
})

test('a message that grows beyond an LSDU is refused before it is sent: sooner under ECB, which fills blocks', () => {
  const security: SmitpSecurity = { aca: aca('464500000001'), keys, mode: 'hardened' }
  const sealed = (ecc: Ciphering, length: number) =>
    protect(security, { direction: 'answer', ecc, mon: 1n }, Uint8Array.of(3, ...new Uint8Array(length)))
  expect(sealed('ctr-read', 111)).toHaveLength(128)
  expect(() => sealed('ctr-read', 112)).toThrow('at most 128')
  expect(sealed('ecb-read', 96)).toHaveLength(113)
  expect(() => sealed('ecb-read', 97)).toThrow('at most 128')
})

test('messages without a twin are not protected, clear ones not taken for protected', () => {
  const how: Protection = { direction: 'request', ecc: 'ctr-read', mon: 1n }
  const security: SmitpSecurity = { aca: aca('464500000001'), keys, mode: 'hardened' }
  const firmware = encodeMessage({
    kind: 'firmware-broadcast.request',
    transfer: 1,
    block: 0,
    data: new Uint8Array(),
  })
  expect(() => protect(security, how, firmware)).toThrow(expect.objectContaining({ code: 'not-protectable' }))
  expect(() => unprotect(security, how, firmware)).toThrow(expect.objectContaining({ code: 'not-protected' }))
  expect(decodeMessage(firmware).kind).toBe('firmware-broadcast.request')
})

test('a key neither prints nor serialises, and has 16 octets', () => {
  const shown = [inspect(keys.read, { depth: 9, showHidden: true }), JSON.stringify(keys), String(keys.read)]
  for (const text of shown) expect(text).not.toMatch(/0001020304|0, 1, 2, 3|00 01 02/)
  expect(() => new SmitpKey(new Uint8Array(15))).toThrow(expect.objectContaining({ code: 'key-invalid' }))
})
