import { X509Certificate } from 'node:crypto'
import { fromHex, toHex } from '@ferraris/bytes'
import { fuzzDecoder, Random } from '@ferraris/testing'
import { describe, expect, test } from 'vitest'
import { PrivateKey, type PublicKeySuite } from '../keys/elliptic-curve.ts'
import { SecurityError } from '../security-error.ts'
import { type CertificateTerms, issueCertificate, readCertificate, verifyCertificate } from './certificate.ts'
import { readCertificateRequest, requestCertificate } from './certificate-request.ts'
import { titleText } from './x509.ts'

const random = new Random(509)
function octets(length: number) {
  return random.octets(length)
}
const title = fromHex('4645520000000001')
const year = 365 * 86_400_000
const now = Date.UTC(2026, 10, 21)

/** A root, an authority below it, and a device with both of its certificates. */
function hierarchy(suite: PublicKeySuite) {
  const keys = { root: PrivateKey.generate(suite, octets), sub: PrivateKey.generate(suite, octets) }
  const device = PrivateKey.generate(suite, octets)
  let serial = 0
  const issue = (terms: Partial<CertificateTerms>, key: PrivateKey) =>
    issueCertificate(
      {
        subject: titleText(title),
        publicKey: device.publicKey,
        use: 'digital-signature',
        issuer: 'Ferraris Sub-CA',
        serialNumber: Uint8Array.of(++serial),
        notBefore: now - year,
        notAfter: now + year,
        ...terms,
      },
      key,
    )
  const authority = { use: 'certification-authority', issuer: 'Ferraris Root-CA' } as const
  const root = issue({ ...authority, subject: 'Ferraris Root-CA', publicKey: keys.root.publicKey }, keys.root)
  const sub = issue({ ...authority, subject: 'Ferraris Sub-CA', publicKey: keys.sub.publicKey }, keys.root)
  const signing = issue({}, keys.sub)
  const agreement = issue({ use: 'key-agreement' }, keys.sub)
  return { keys, device, issue, root, sub, signing, agreement }
}

describe.each([1, 2] as const)('certificates of suite %i', suite => {
  const { keys, device, issue, root, sub, signing, agreement } = hierarchy(suite)
  const [anchor, intermediate] = [readCertificate(root), readCertificate(sub)]

  test('name their subject and their purpose', () => {
    const certificate = readCertificate(signing)
    expect(certificate.systemTitle).toEqual(title)
    expect(certificate.publicKey.point).toEqual(device.publicKey.point)
    expect(certificate.use).toBe('digital-signature')
    expect(readCertificate(agreement).use).toBe('key-agreement')
    expect(anchor.use).toBe('certification-authority')
    expect([certificate.notBefore, certificate.notAfter]).toEqual([now - year, now + year])
  })

  test('are certificates for OpenSSL, too', () => {
    const [certificate, issuer] = [new X509Certificate(signing), new X509Certificate(sub)]
    expect(certificate.subject).toBe(`CN=${titleText(title)}`)
    expect(certificate.checkIssued(issuer)).toBe(true)
    expect(certificate.verify(issuer.publicKey)).toBe(true)
    expect(issuer.ca).toBe(true)
    expect(certificate.ca).toBe(false)
  })

  test('are trusted up to the root, and for their time', () => {
    const certificate = readCertificate(signing)
    expect(() => verifyCertificate(certificate, [anchor], [intermediate], now)).not.toThrow()
    expect(() => verifyCertificate(certificate, [anchor], [], now)).toThrow('no trusted authority')
    expect(() => verifyCertificate(certificate, [], [intermediate, anchor], now)).toThrow(SecurityError)
    expect(() => verifyCertificate(certificate, [anchor], [intermediate], now + 2 * year)).toThrow(
      'not valid',
    )
    expect(() => verifyCertificate(certificate, [anchor], [intermediate], now - 2 * year)).toThrow(
      'not valid',
    )
  })

  test('are not trusted when a device, or a stranger with the name of an authority, has signed them', () => {
    const byDevice = readCertificate(issue({ issuer: titleText(title) }, device))
    const signer = readCertificate(signing)
    expect(() => verifyCertificate(byDevice, [anchor], [intermediate, signer], now)).toThrow(
      'no trusted authority',
    )
    const stranger = readCertificate(issue({}, PrivateKey.generate(suite, octets)))
    expect(() => verifyCertificate(stranger, [anchor], [intermediate], now)).toThrow('no trusted authority')
    expect(keys.root.suite).toBe(suite)
  })

  test('can be asked for by the holder of the key alone', () => {
    const request = requestCertificate(titleText(title), device)
    expect(readCertificateRequest(request)).toMatchObject({ subject: titleText(title) })
    expect(readCertificateRequest(request).publicKey.point).toEqual(device.publicKey.point)
    const forged = request.slice()
    forged[forged.length - 1] = forged[forged.length - 1]! ^ 1
    expect(() => readCertificateRequest(forged)).toThrow(SecurityError)
  })

  test('that are changed in any octet of what is signed, or of the signature, are refused with an error of ours', () => {
    // SEQUENCE of the whole, SEQUENCE of what is signed: four octets each; the signature's integers come last.
    const signedEnd = 8 + signing[6]! * 256 + signing[7]!
    for (let at = 0; at < signing.length; at++) {
      if (at >= signedEnd && at < signing.length - 64) continue
      const forged = signing.slice()
      forged[at] = forged[at]! ^ (1 << (at % 8))
      expect(
        () => verifyCertificate(readCertificate(forged), [anchor], [intermediate], now),
        `octet ${at}`,
      ).toThrow(SecurityError)
    }
  })
})

test('a common name may carry more than the system title', () => {
  const { issue, keys } = hierarchy(1)
  const named = readCertificate(issue({ subject: 'Meter FER, 4645520000000001' }, keys.sub))
  expect(toHex(named.systemTitle!)).toBe('4645520000000001')
  expect(readCertificate(issue({ subject: 'no title' }, keys.sub)).systemTitle).toBeUndefined()
})

test('whatever octets come, only SecurityError leaves', () => {
  const { signing, device } = hierarchy(1)
  const request = requestCertificate('x', device)
  const options = { runs: 2_000, allowed: (error: unknown) => error instanceof SecurityError }
  expect(fuzzDecoder(readCertificate, [signing], options).refused).toBeGreaterThan(0)
  expect(fuzzDecoder(readCertificateRequest, [request], options).refused).toBeGreaterThan(0)
})
