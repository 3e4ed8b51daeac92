import { fromHex } from '@ferraris/bytes'
import { Random } from '@ferraris/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Envelope, envelopeLength, openApdu, sealApdu } from './envelope.ts'
import { PrivateKey, PublicKey } from './keys/elliptic-curve.ts'
import type { KeyChoice } from './keys/end-to-end-key.ts'
import { agreedGlobalKey, agreedKey, offerKey, takeOffer } from './keys/key-agreement.ts'
import { unwrapKey, wrapKey } from './keys/key-wrap.ts'
import type { Correspondence, KeyPairs } from './keys/keyring.ts'
import { keyLength, SuiteKeys } from './keys/suite-keys.ts'

const random = new Random(17)
function octets(length: number) {
  return random.octets(length)
}
const suites = [0, 1, 2] as const
const titles = { one: fromHex('4645520000000001'), other: fromHex('4645520000000002') }

/** Both ends of a correspondence in a suite. */
function ends(suite: 0 | 1 | 2): { sender: Correspondence; receiver: Correspondence } {
  const length = keyLength[suite]
  const keys = new SuiteKeys(octets(length), octets(length), suite)
  const dedicated = keys.withEncryptionKey(octets(length))
  const ring = { keys, masterKey: octets(length) }
  const names = { ownTitle: titles.one, peerTitle: titles.other }
  const swapped = { ownTitle: titles.other, peerTitle: titles.one }
  if (suite === 0) return { sender: { ring, dedicated, ...names }, receiver: { ring, dedicated, ...swapped } }
  const pairs = (): [KeyPairs, KeyPairs] => {
    const [one, other] = [PrivateKey.generate(suite, octets), PrivateKey.generate(suite, octets)]
    return [
      { own: one, peer: () => other.publicKey },
      { own: other, peer: () => one.publicKey },
    ]
  }
  const [signing, agreement] = [pairs(), pairs()]
  return {
    sender: { ring: { ...ring, signing: signing[0], agreement: agreement[0] }, dedicated, ...names },
    receiver: { ring: { ...ring, signing: signing[1], agreement: agreement[1] }, dedicated, ...swapped },
  }
}

function choices(suite: 0 | 1 | 2): Envelope['form'][] {
  return [
    ...(['service', 'general', { kind: 'identified' }] as const),
    { kind: 'wrapped', key: octets(keyLength[suite]) },
    ...(suite === 0
      ? []
      : ([
          { kind: 'one-pass', ephemeral: PrivateKey.generate(suite, octets) },
          { kind: 'static-unified' },
        ] satisfies KeyChoice[])),
  ]
}

describe.each(suites)('an envelope of suite %i', suite => {
  const { sender, receiver } = ends(suite)
  const envelope = fc.record({
    form: fc.constantFrom(...choices(suite)),
    key: fc.constantFrom('global' as const, 'dedicated' as const),
    protection: fc.record({
      authenticated: fc.boolean(),
      encrypted: fc.boolean(),
      signed: fc.constantFrom(...(suite === 0 ? [false] : [false, true])),
    }),
    transactionId: fc.uint8Array({ minLength: 1, maxLength: 8 }),
  })
  // A get-request, whatever stands in it: its tag says under which one it travels.
  const apdu = fc.uint8Array({ maxLength: 400 }).map(rest => Uint8Array.of(0xc0, ...rest))
  const counter = fc.integer({ min: 0, max: 0xffff_ffff })

  test('gives back what was put into it, and is as long as it says at most', () => {
    fc.assert(
      fc.property(envelope, counter, apdu, (envelope, counter, plain) => {
        const { authenticated, encrypted, signed } = envelope.protection
        if (!authenticated && !encrypted) return
        const { octets: sealed } = sealApdu(sender, envelope, counter, plain)
        const opened = openApdu(receiver, sealed)
        expect(opened.plain).toEqual(plain)
        expect(opened.counter).toMatchObject({ systemTitle: titles.one, value: counter })
        expect(opened.envelope.protection).toMatchObject({
          authenticated,
          encrypted,
          ...(signed && { signed }),
        })
        const added = envelopeLength(envelope.form, envelope.protection, sender.ring.keys)
        expect(sealed.length - plain.length).toBeLessThanOrEqual(added)
      }),
      { numRuns: 200 },
    )
  })

  test('is for its recipient alone, and from its originator', () => {
    const form = { kind: 'identified' } as const
    const protection = { authenticated: true, encrypted: true }
    const { octets: sealed } = sealApdu(
      sender,
      { form, key: 'global', protection, transactionId: octets(8) },
      1,
      Uint8Array.of(0xc0),
    )
    const another = fromHex('4645520000000003')
    expect(() => openApdu({ ...receiver, ownTitle: another }, sealed)).toThrow('the recipient is another')
    expect(() => openApdu({ ...receiver, peerTitle: another }, sealed)).toThrow('not the party')
  })
})

describe.each([1, 2] as const)('keys agreed on in suite %i', suite => {
  test('are the same on both sides, and others for other parties and transactions', () => {
    const [one, other] = [PrivateKey.generate(suite, octets), PrivateKey.generate(suite, octets)]
    const parties = { originator: titles.one, recipient: titles.other, transactionId: octets(8) }
    for (const scheme of ['one-pass', 'static-unified'] as const) {
      const key = agreedKey(scheme, one, other.publicKey, parties)
      expect(agreedKey(scheme, other, one.publicKey, parties)).toEqual(key)
      expect(key).toHaveLength(keyLength[suite])
      expect(agreedKey(scheme, one, other.publicKey, { ...parties, recipient: titles.one })).not.toEqual(key)
    }
    const later = { ...parties, transactionId: octets(8) }
    expect(agreedKey('static-unified', one, other.publicKey, later)).not.toEqual(
      agreedKey('static-unified', one, other.publicKey, parties),
    )
  })

  test('are offered with a signature that holds for one kind of key', () => {
    const [signer, ephemeral] = [PrivateKey.generate(suite, octets), PrivateKey.generate(suite, octets)]
    const offer = offerKey('authentication', ephemeral.publicKey, signer)
    expect(takeOffer('authentication', offer, signer.publicKey)).toEqual(ephemeral.publicKey.point)
    expect(takeOffer('master', offer, signer.publicKey)).toBeUndefined()
    expect(takeOffer('authentication', offer.subarray(1), signer.publicKey)).toBeUndefined()
    const parties = { client: titles.one, server: titles.other }
    const master = agreedGlobalKey('master', ephemeral, signer.publicKey, parties)
    expect(agreedGlobalKey('master', signer, ephemeral.publicKey, parties)).toEqual(master)
    expect(agreedGlobalKey('authentication', signer, ephemeral.publicKey, parties)).not.toEqual(master)
  })

  test('need points of the same curve', () => {
    const foreign = PrivateKey.generate(suite === 1 ? 2 : 1, octets)
    expect(() => PrivateKey.generate(suite, octets).agree(foreign.publicKey)).toThrow('both belong')
    expect(() => new PublicKey(new Uint8Array(suite === 1 ? 64 : 96).fill(1))).toThrow(
      'no point of the curve',
    )
    expect(() => new PublicKey(new Uint8Array(65))).toThrow('no public key')
    expect(() => new PrivateKey(new Uint8Array(suite === 1 ? 32 : 48))).toThrow('does not belong')
  })
})

test('a wrapped key is unwrapped with the key that wrapped it, and with no other', () => {
  const lengths = fc.constantFrom(16, 32)
  fc.assert(
    fc.property(lengths, lengths, (kekLength, keyLength) => {
      const [kek, key] = [octets(kekLength), octets(keyLength)]
      const wrapped = wrapKey(kek, key)
      expect(unwrapKey(kek, wrapped)).toEqual(key)
      expect(() => unwrapKey(octets(kekLength), wrapped)).toThrow('KEK')
      const changed = wrapped.map((octet, i) => (i === 3 ? octet ^ 1 : octet))
      expect(() => unwrapKey(kek, changed)).toThrow('KEK')
    }),
  )
})
