import { createHash, randomBytes } from 'node:crypto'
import { type Data, data, decodeData, obis, zone } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { conformanceOf } from '@ferraris/dlms'
import type { ClientAuthentication, ClientSecurity } from '@ferraris/dlms/client'
import {
  agreedGlobalKey,
  bitsOfPolicy,
  issueCertificate,
  type KeyPairs,
  keyLength,
  offerKey,
  PrivateKey,
  PublicKey,
  type PublicKeySuite,
  policyOfBits,
  readCertificate,
  readCertificateRequest,
  type SecuritySuite,
  SuiteKeys,
  takeOffer,
  titleText,
  wrapKey,
} from '@ferraris/dlms/security'
import { idisCodes } from '@ferraris/metering'
import { LinkedClient, testMeter } from '@ferraris/testing/meter'
import { describe, expect, test } from 'vitest'
import { civilDay } from '../calendar/civil-day.ts'
import { LocalCalendar } from '../calendar/local-day.ts'
import type { Meter } from '../meter.ts'
import { inMemory } from '../store/memory/non-volatile.ts'
import { KeyStore } from './key-store.ts'
import type { FurtherClient, MeterKeys } from './meter-keys.ts'

const calendar = new LocalCalendar(zone('Europe/Rome'))
const origin = civilDay(2026, 11, 1)
const start = calendar.of(origin + 20).start + 12 * 3600
const clientTitle = new TextEncoder().encode('CLIENT01')
const setupName = '0.0.43.0.0.255'
const { methods, attributes } = classes.securitySetup

function digest(name: string, suite: SecuritySuite) {
  return new Uint8Array(createHash('sha256').update(name).digest().subarray(0, keyLength[suite]))
}

function pairOf(suite: PublicKeySuite): PrivateKey {
  return PrivateKey.generate(suite, length => randomBytes(length))
}

const year = 365 * 86_400_000
function certify(issuerKey: PrivateKey, issuer: string) {
  let serial = 0
  return (
    subject: string,
    publicKey: PublicKey,
    use: 'digital-signature' | 'key-agreement' | 'certification-authority',
  ) =>
    issueCertificate(
      {
        subject,
        publicKey,
        use,
        issuer,
        serialNumber: Uint8Array.of(++serial),
        notBefore: start * 1000 - year,
        notAfter: start * 1000 + year,
      },
      issuerKey,
    )
}

/** A meter of a suite, with an authority that it trusts, and management clients for it. */
function bench(suite: SecuritySuite, further: readonly FurtherClient[] = [], memory = inMemory()) {
  const root = suite === 0 ? undefined : pairOf(suite)
  const issue = root && certify(root, 'Root-CA')
  const anchor = issue?.('Root-CA', root!.publicKey, 'certification-authority')
  const keys: MeterKeys = {
    suite,
    reader: { guek: digest('reader guek', suite), gak: digest('reader gak', suite) },
    management: { guek: digest('guek', suite), gak: digest('gak', suite) },
    masterKey: digest('master', suite),
    further,
    ...(anchor && { trustAnchors: [anchor] }),
  }
  const clock = { now: () => start * 1000 }
  const meter = testMeter({ seed: 1, origin, depthDays: 20, memory, keys, clock })
  return { meter, keys, issue, connect: connecting(meter, keys, suite) }
}

let counter = 0

function connecting(meter: Meter, { management }: MeterKeys, suite: SecuritySuite) {
  return ({
    address = 1,
    authentication = { mechanism: 'gmac', challenge: randomBytes(16) } as ClientAuthentication,
    security = {} as Partial<ClientSecurity> | null,
    guek = management.guek,
  } = {}) => {
    counter += 1000
    const secured = security && {
      systemTitle: clientTitle,
      keys: new SuiteKeys(guek, management.gak, suite),
      protection: { authenticated: true, encrypted: true },
      ...security,
    }
    const client = new LinkedClient(
      meter.server,
      {
        authentication,
        ...(secured && { security: secured }),
        systemTitle: clientTitle,
        proposedConformance: conformanceOf(
          'get',
          'action',
          'block-transfer-with-get-or-read',
          'block-transfer-with-action',
        ),
        maxReceivePduSize: 1024,
        maxResponseLength: 100_000,
      },
      { address, firstCounter: counter },
    )
    return {
      get(classId: number, name: string, attribute: number): Data {
        const [result] = client.ask({ service: 'get', items: [{ classId, obis: obis(name), attribute }] })
        if (result?.kind !== 'data') throw new Error(`${name}: ${result?.result}`)
        return decodeData(result.data)
      },
      act(method: number, parameter: Data, name = setupName): Data | string {
        const [outcome] = client.ask({
          service: 'action',
          items: [{ classId: 64, obis: obis(name), method, parameter }],
        })
        const { result, returnParameters } = outcome!
        return returnParameters?.kind === 'data' ? decodeData(returnParameters.data) : result
      },
    }
  }
}

function octetsOf(value: Data | string): Uint8Array {
  if (typeof value === 'string' || value.type !== 'octet-string') throw new Error(JSON.stringify(value))
  return value.value
}

describe.each([0, 1, 2] as const)('a meter of suite %i', suite => {
  test('shows it in its security setup, which has the version that the suite needs', () => {
    const { connect } = bench(suite)
    const { get } = connect()
    expect(get(64, setupName, 3)).toEqual(data.enumeration(suite))
    expect(get(64, setupName, 2)).toEqual(data.enumeration(suite === 0 ? 3 : 0x6c))
    expect(get(64, setupName, 4)).toEqual(data.octets(clientTitle))
    const list = get(15, '0.0.40.0.0.255', 2)
    const setups =
      list.type === 'array'
        ? list.value.filter(it => it.type === 'structure' && it.value[0]!.value === 64)
        : []
    expect(setups.map(it => (it.type === 'structure' ? it.value[1]!.value : -1))).toEqual(
      suite === 0 ? [0, 0, 0] : [1, 1, 1],
    )
  })

  test('takes keys wrapped with the master key, each as long as the suite has them', () => {
    const { connect, keys, meter } = bench(suite)
    const { act } = connect()
    const guek = digest('new guek', suite)
    const transferred = (key: Uint8Array) =>
      methods.keyTransfer.type.encode([
        { keyId: 'global-unicast-encryption', wrappedKey: wrapKey(keys.masterKey!, key) },
      ])
    expect(act(2, transferred(digest('x', suite === 2 ? 1 : 2)))).toBe('other-reason')
    expect(act(2, transferred(guek))).toBe('success')
    expect(() => connect()).toThrow(/key/)
    connect({ guek })
    expect(meter.store.events.all(start).map(({ code }) => code)).toContain(idisCodes.keysChanged)
  })

  test('makes its policy stricter, and never weaker again', () => {
    const memory = inMemory()
    const { connect } = bench(suite, [], memory)
    const { act } = connect()
    expect(act(1, data.enumeration(0))).toBe('other-reason')
    expect(act(1, data.enumeration(suite === 0 ? 3 : 0x6c))).toBe('success')
    expect(act(1, data.enumeration(suite === 0 ? 9 : 0x03))).toBe('other-reason')
    expect(act(1, data.unsigned(3))).toBe('type-unmatched')
  })
})

test('a meter is not made with keys of another suite', () => {
  const keys = { guek: new Uint8Array(16), gak: new Uint8Array(16) }
  const make = (more: Partial<MeterKeys>) => () =>
    new KeyStore({
      memory: inMemory(),
      systemTitle: clientTitle,
      now: Date.now,
      factory: { reader: keys, management: keys, ...more },
      random: length => randomBytes(length),
    })
  expect(make({})).not.toThrow()
  expect(make({ suite: 2 })).toThrow('32 octets, not 16')
  expect(make({ masterKey: new Uint8Array(32) })).toThrow('16 octets, not 32')
})

test('a meter of suite 0 cannot be made to sign', () => {
  const { meter } = bench(0)
  expect(meter.server.associations.get(1)?.security?.signing).toBeUndefined()
})

describe.each([1, 2] as const)('public keys of a meter of suite %i', suite => {
  const signing = pairOf(suite)
  const agreement = pairOf(suite)

  /** Management with certificates of both sides in place. */
  function introduced(memory = inMemory()) {
    const made = bench(suite, [], memory)
    const { connect, issue } = made
    const { act } = connect()
    const ask = (use: 'digital-signature' | 'key-agreement') => {
      const request = octetsOf(act(5, data.enumeration(use === 'digital-signature' ? 0 : 1)))
      const { subject, publicKey } = readCertificateRequest(request)
      expect(subject).toBe(titleText(made.meter.identity.systemTitle))
      return publicKey
    }
    const meterKeys = { signing: ask('digital-signature'), agreement: ask('key-agreement') }
    for (const octets of [
      issue!(titleText(made.meter.identity.systemTitle), meterKeys.signing, 'digital-signature'),
      issue!(titleText(made.meter.identity.systemTitle), meterKeys.agreement, 'key-agreement'),
      issue!(titleText(clientTitle), signing.publicKey, 'digital-signature'),
      issue!(titleText(clientTitle), agreement.publicKey, 'key-agreement'),
    ])
      expect(act(6, data.octets(octets))).toBe('success')
    const pairs = (own: PrivateKey, peer: PublicKey): KeyPairs => ({ own, peer: () => peer })
    const security = {
      signing: pairs(signing, meterKeys.signing),
      agreement: pairs(agreement, meterKeys.agreement),
    }
    return { ...made, meterKeys, security, act }
  }

  test('are requested, certified and used: signed, with keys agreed on', () => {
    const { connect, security } = introduced()
    for (const ciphering of [
      { kind: 'static-unified' },
      { kind: 'one-pass', ephemeral: pairOf(suite) },
    ] as const) {
      const protection = { authenticated: true, encrypted: true, signed: true }
      const { get } = connect({ security: { ...security, protection, ciphering } })
      expect(get(3, '1.0.1.8.0.255', 2).type).toBe('double-long-unsigned')
    }
  })

  test('stay the same over a restart, as the certificates do', () => {
    const memory = inMemory()
    const before = introduced(memory)
    const again = bench(suite, [], memory)
    const request = octetsOf(again.connect().act(5, data.enumeration(0)))
    expect(readCertificateRequest(request).publicKey.point).toEqual(before.meterKeys.signing.point)
    const list = attributes.certificates.type.decode(before.connect().get(64, setupName, 6))
    expect(list.map(({ entity, type }) => `${entity} ${type}`)).toEqual([
      'certification-authority other',
      'server digital-signature',
      'server key-agreement',
      'client digital-signature',
      'client key-agreement',
    ])
  })

  test('are changed when the certificate of the new pair has come, and not before', () => {
    const { connect, issue, meter, meterKeys, security, act } = introduced()
    expect(act(4, data.enumeration(0))).toBe('success')
    const fresh = readCertificateRequest(octetsOf(act(5, data.enumeration(0)))).publicKey
    expect(fresh.point).not.toEqual(meterKeys.signing.point)
    const protection = { authenticated: true, encrypted: true, signed: true }
    connect({ security: { ...security, protection } })
    const later = connect()
    const title = titleText(meter.identity.systemTitle)
    expect(later.act(6, data.octets(issue!(title, pairOf(suite).publicKey, 'digital-signature')))).toBe(
      'other-reason',
    )
    expect(later.act(6, data.octets(issue!(title, fresh, 'digital-signature')))).toBe('success')
    expect(() => connect({ security: { ...security, protection } })).toThrow('signature')
    connect({ security: { ...security, protection, signing: { own: signing, peer: () => fresh } } })
  })

  test('agree on global keys that are never sent', () => {
    const { connect, keys, meter, security, meterKeys, act } = introduced()
    const ephemeral = pairOf(suite)
    const offer = (signer: PrivateKey) =>
      methods.keyAgreement.type.encode([
        {
          keyId: 'global-unicast-encryption',
          keyData: offerKey('global-unicast-encryption', ephemeral.publicKey, signer),
        },
      ])
    expect(act(3, offer(agreement))).toBe('other-reason')
    const answer = act(3, offer(signing))
    if (typeof answer === 'string') throw new Error(answer)
    const [theirs] = methods.keyAgreement.type.decode(answer)
    const point = takeOffer('global-unicast-encryption', theirs!.keyData, meterKeys.signing)
    const guek = agreedGlobalKey('global-unicast-encryption', ephemeral, new PublicKey(point!), {
      client: clientTitle,
      server: meter.identity.systemTitle,
    })
    expect(guek).toHaveLength(keyLength[suite])
    expect(() => connect({ guek: keys.management.guek, security })).toThrow(/key/)
    connect({ guek })
  })

  test('are exported and removed by owner or by number, trust anchors excepted', () => {
    const { act, meter } = introduced()
    const own = {
      by: 'entity',
      entity: 'server',
      type: 'digital-signature',
      systemTitle: meter.identity.systemTitle,
    } as const
    const certificate = readCertificate(octetsOf(act(7, methods.exportCertificate.type.encode(own))))
    expect(certificate.systemTitle).toEqual(meter.identity.systemTitle)
    const { serialNumber, issuer } = certificate
    const numbered = methods.removeCertificate.type.encode({ by: 'serial', serialNumber, issuer })
    expect(act(8, numbered)).toBe('success')
    expect(act(8, numbered)).toBe('object-unavailable')
    expect(act(7, methods.exportCertificate.type.encode(own))).toBe('object-unavailable')
    const authority = {
      ...own,
      entity: 'certification-authority',
      type: 'other',
      systemTitle: new TextEncoder().encode('Root-CA'),
    } as const
    expect(octetsOf(act(7, methods.exportCertificate.type.encode(authority))).length).toBeGreaterThan(100)
    expect(act(8, methods.removeCertificate.type.encode(authority))).toBe('object-unavailable')
  })

  test('are not taken from untrusted issuers', () => {
    const { connect } = bench(suite)
    const stranger = certify(pairOf(suite), 'Root-CA')
    const { act } = connect()
    expect(act(6, data.octets(stranger('434C49454E543031', signing.publicKey, 'digital-signature')))).toBe(
      'other-reason',
    )
    expect(act(6, data.octets(randomBytes(200)))).toBe('other-reason')
    expect(act(4, data.enumeration(2))).toBe('other-reason')
    expect(act(6, data.unsigned(1))).toBe('type-unmatched')
  })

  test('are asked for by a policy that has been made stricter', () => {
    const { connect, act, security } = introduced()
    const signed = bitsOfPolicy(policyOfBits(0xfc))
    expect(act(1, data.enumeration(signed))).toBe('success')
    const protection = { authenticated: true, encrypted: true, signed: true }
    expect(() => connect()).toThrow()
    expect(connect({ security: { ...security, protection } }).get(64, setupName, 2)).toEqual(
      data.enumeration(0xfc),
    )
  })

  test('are not made before they are requested', () => {
    const memory = inMemory()
    const { connect } = bench(suite, [], memory)
    connect().get(3, '1.0.1.8.0.255', 2)
    expect(memory.get('keyPair.digital-signature')).toBeUndefined()
  })
})

describe('clients besides the usual three', () => {
  const secret = new TextEncoder().encode('a secret of clients')
  const challenge = randomBytes(32)
  const signing = pairOf(1)
  const keys = { guek: digest('guek', 1), gak: digest('gak', 1) }

  test.each(['low', 'md5', 'sha1', 'sha256'] as const)('prove themselves with %s', authentication => {
    const client = { address: 17, rights: 'reader', authentication, secret } as const
    const { connect } = bench(0, [client])
    const proof = (secret: Uint8Array) =>
      (authentication === 'low'
        ? { mechanism: 'low', password: secret }
        : { mechanism: authentication, secret, challenge }) as ClientAuthentication
    const { get } = connect({ address: 17, authentication: proof(secret), security: null })
    expect(get(3, '1.0.1.8.0.255', 2).type).toBe('double-long-unsigned')
    expect(() => connect({ address: 17, authentication: proof(randomBytes(8)), security: null })).toThrow()
  })

  test('may bring along a certificate of a trusted issuer, and get that of the meter', () => {
    const client: FurtherClient = { address: 23, rights: 'management', authentication: 'ecdsa', keys }
    const { connect, issue, meter } = bench(1, [client])
    const title = meter.identity.systemTitle
    const { act } = connect()
    const own = readCertificateRequest(octetsOf(act(5, data.enumeration(0)))).publicKey
    const ownCertificate = issue!(titleText(title), own, 'digital-signature')
    expect(act(6, data.octets(ownCertificate))).toBe('success')
    const seen: (Uint8Array | undefined)[] = []
    const associate = (certificate: Uint8Array) => {
      const peer = (_: Uint8Array, sent?: Uint8Array) => {
        seen.push(sent)
        return readCertificate(sent!).publicKey
      }
      const authentication = {
        mechanism: 'ecdsa',
        challenge,
        signing: { own: signing, peer },
        certificate,
      } as const
      return connect({ address: 23, authentication })
    }
    const mine = (subject: string) => issue!(subject, signing.publicKey, 'digital-signature')
    expect(associate(mine(titleText(clientTitle))).get(64, setupName, 3)).toEqual(data.enumeration(1))
    expect(seen).toEqual([ownCertificate])
    expect(() => associate(mine('0000000000000001'))).toThrow('could not verify')
    const stranger = certify(pairOf(1), 'Root-CA')
    expect(() => associate(stranger(titleText(clientTitle), signing.publicKey, 'digital-signature'))).toThrow(
      'could not verify',
    )
  })

  test('prove themselves by signatures, and find their counter in public', () => {
    const own = pairOf(1)
    const client: FurtherClient = {
      address: 23,
      rights: 'reader',
      authentication: 'ecdsa',
      keys,
      signingPublicKey: signing.publicKey.point,
    }
    const { connect, meter } = bench(1, [client])
    const point = meter.server.associations.get(23)!.security!.signing!.own.publicKey.point
    const pairs = { own: signing, peer: () => new PublicKey(point) }
    const associate = (signing: KeyPairs) =>
      connect({ address: 23, authentication: { mechanism: 'ecdsa', challenge, signing } })
    expect(associate(pairs).get(3, '1.0.1.8.0.255', 2).type).toBe('double-long-unsigned')
    expect(() => associate({ ...pairs, own })).toThrow('could not verify')
    const open = connect({ address: 16, authentication: { mechanism: 'none' }, security: null })
    const highest = open.get(1, '0.0.43.1.0.255', 2)
    expect(highest.value).toBeGreaterThanOrEqual(counter - 3000)
  })
})
