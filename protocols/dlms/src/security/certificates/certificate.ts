import { createHash } from 'node:crypto'
import { defined, equal, toHex } from '@ferraris/bytes'
import { AsnConvert, OctetString } from '@peculiar/asn1-schema'
import {
  AuthorityKeyIdentifier,
  BasicConstraints,
  Extension,
  Extensions,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_keyUsage,
  id_ce_subjectKeyIdentifier,
  KeyIdentifier,
  KeyUsage,
  SubjectKeyIdentifier,
  TBSCertificate,
  Validity,
  Certificate as X509Certificate,
} from '@peculiar/asn1-x509'
import type { PrivateKey, PublicKey } from '../keys/elliptic-curve.ts'
import { SecurityError } from '../security-error.ts'
import {
  bufferOf,
  type CertificateUse,
  commonNameOf,
  keyInfoOf,
  nameOf,
  octetsOf,
  publicKeyIn,
  signatureAlgorithms,
  titleIn,
  usageFlags,
} from './x509.ts'

/** A certificate in the profile of DLMS: an elliptic key of one purpose, its owner named by system title. */
export interface Certificate {
  /** X.509, DER. */
  readonly octets: Uint8Array
  readonly publicKey: PublicKey
  readonly use: CertificateUse
  /** Big-endian, as it stands in the certificate. */
  readonly serialNumber: Uint8Array
  /** Names as DER. */
  readonly subject: Uint8Array
  readonly issuer: Uint8Array
  readonly subjectName: string | undefined
  readonly issuerName: string | undefined
  /** Of the owner, where its common name is one. */
  readonly systemTitle: Uint8Array | undefined
  /** Milliseconds since 1970. */
  readonly notBefore: number
  readonly notAfter: number
}

/** Reads X.509 in DER. Nothing is verified yet. Throws {@link SecurityError} `certificate-invalid`, `key-invalid`. */
export function readCertificate(octets: Uint8Array): Certificate {
  const { tbsCertificate } = parse(octets)
  const { subject, issuer, validity, serialNumber, subjectPublicKeyInfo } = tbsCertificate
  const subjectName = commonNameOf(subject)
  return {
    octets,
    publicKey: publicKeyIn(subjectPublicKeyInfo),
    use: useOf(tbsCertificate),
    serialNumber: octetsOf(serialNumber),
    subject: octetsOf(AsnConvert.serialize(subject)),
    issuer: octetsOf(AsnConvert.serialize(issuer)),
    subjectName,
    issuerName: commonNameOf(issuer),
    systemTitle: titleIn(subjectName),
    notBefore: validity.notBefore.getTime().getTime(),
    notAfter: validity.notAfter.getTime().getTime(),
  }
}

function parse(octets: Uint8Array): X509Certificate {
  try {
    return AsnConvert.parse(bufferOf(octets), X509Certificate)
  } catch (cause) {
    throw new SecurityError('certificate-invalid', 'the octets are no X.509 certificate', { cause })
  }
}

function extensionOf({ extensions }: TBSCertificate, id: string): ArrayBuffer | undefined {
  return extensions?.find(({ extnID }) => extnID === id)?.extnValue.buffer
}

function useOf(certificate: TBSCertificate): CertificateUse {
  try {
    const basic = extensionOf(certificate, id_ce_basicConstraints)
    const authority = basic !== undefined && AsnConvert.parse(basic, BasicConstraints).cA
    const usage = extensionOf(certificate, id_ce_keyUsage)
    const bits = usage === undefined ? 0 : AsnConvert.parse(usage, KeyUsage).toNumber()
    const use = (['certification-authority', 'digital-signature', 'key-agreement'] as const).find(
      use => (bits & usageFlags[use]) !== 0 && authority === (use === 'certification-authority'),
    )
    if (use !== undefined) return use
  } catch (cause) {
    throw new SecurityError('certificate-invalid', 'its extensions are broken', { cause })
  }
  throw new SecurityError('certificate-invalid', 'its key usage is none that DLMS knows')
}

/** What a new certificate shall say. */
export interface CertificateTerms {
  /** Common name: the system title in hex for a device, any text for an authority. */
  readonly subject: string
  readonly publicKey: PublicKey
  readonly use: CertificateUse
  readonly issuer: string
  /** 1 to 20 octets, the first below 80. */
  readonly serialNumber: Uint8Array
  /** Milliseconds since 1970. */
  readonly notBefore: number
  readonly notAfter: number
}

/** Makes a certificate and signs it with the issuer's key; DER. */
export function issueCertificate(terms: CertificateTerms, issuerKey: PrivateKey): Uint8Array {
  const signature = signatureAlgorithms[issuerKey.suite]
  const tbsCertificate = new TBSCertificate({
    version: 2,
    serialNumber: bufferOf(terms.serialNumber),
    signature,
    issuer: nameOf(terms.issuer),
    validity: new Validity({ notBefore: new Date(terms.notBefore), notAfter: new Date(terms.notAfter) }),
    subject: nameOf(terms.subject),
    subjectPublicKeyInfo: keyInfoOf(terms.publicKey),
    extensions: extensionsFor(terms, issuerKey),
  })
  const signed = octetsOf(AsnConvert.serialize(tbsCertificate))
  return octetsOf(
    AsnConvert.serialize(
      new X509Certificate({
        tbsCertificate,
        signatureAlgorithm: signature,
        signatureValue: bufferOf(issuerKey.sign(signed, 'der')),
      }),
    ),
  )
}

function extensionsFor({ publicKey, use }: CertificateTerms, issuerKey: PrivateKey): Extensions {
  const extension = (extnID: string, value: unknown, critical: boolean) =>
    new Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) })
  const authority = use === 'certification-authority'
  return new Extensions([
    extension(
      id_ce_authorityKeyIdentifier,
      new AuthorityKeyIdentifier({ keyIdentifier: new KeyIdentifier(keyIdentifier(issuerKey.publicKey)) }),
      false,
    ),
    extension(id_ce_subjectKeyIdentifier, new SubjectKeyIdentifier(keyIdentifier(publicKey)), false),
    extension(id_ce_keyUsage, new KeyUsage(usageFlags[use]), true),
    ...(authority ? [extension(id_ce_basicConstraints, new BasicConstraints({ cA: true }), true)] : []),
  ])
}

/** SHA-1 over the point (RFC 5280, 4.2.1.2, method 1): a name, no protection. */
function keyIdentifier({ point }: PublicKey): ArrayBuffer {
  return bufferOf(new Uint8Array(createHash('sha1').update(Uint8Array.of(4)).update(point).digest()))
}

/** Whether one certificate was signed with the key of another. */
function isSignedBy(certificate: Certificate, issuer: Certificate): boolean {
  const { tbsCertificate, tbsCertificateRaw, signatureAlgorithm, signatureValue } = parse(certificate.octets)
  return (
    equal(certificate.issuer, issuer.subject) &&
    signatureAlgorithm.isEqual(signatureAlgorithms[issuer.publicKey.suite]) &&
    signatureAlgorithm.isEqual(tbsCertificate.signature) &&
    issuer.use === 'certification-authority' &&
    issuer.publicKey.verify(
      octetsOf(defined(tbsCertificateRaw, 'the signed part of the certificate')),
      octetsOf(signatureValue),
      'der',
    )
  )
}

/** Root, one or two authorities below it, and the device: no chain of DLMS is longer. */
const longestChain = 4

/**
 * Verifies a certificate up to a trust anchor: signatures, purposes and validity, `now` in milliseconds since 1970.
 * Throws {@link SecurityError} `certificate-invalid` that says what is wrong.
 */
export function verifyCertificate(
  certificate: Certificate,
  anchors: readonly Certificate[],
  intermediates: readonly Certificate[],
  now: number,
): void {
  let current = certificate
  for (let links = 0; links < longestChain; links++) {
    const name = current.subjectName ?? toHex(current.serialNumber)
    if (now < current.notBefore || now > current.notAfter)
      throw new SecurityError('certificate-invalid', `the certificate of ${name} is not valid at this time`)
    if (anchors.some(anchor => equal(anchor.octets, current.octets))) return
    const issuer = [...anchors, ...intermediates].find(candidate => isSignedBy(current, candidate))
    if (issuer === undefined)
      throw new SecurityError(
        'certificate-invalid',
        `no trusted authority has signed the certificate of ${name}`,
      )
    current = issuer
  }
  throw new SecurityError('certificate-invalid', 'the chain of certificates reaches no trust anchor')
}
