import { concat, fromHex, plainOctets, toHex } from '@ferraris/bytes'
import {
  ecdsaWithSHA256,
  ecdsaWithSHA384,
  id_ecPublicKey,
  id_secp256r1,
  id_secp384r1,
} from '@peculiar/asn1-ecc'
import { AsnConvert, AsnObjectIdentifierConverter } from '@peculiar/asn1-schema'
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  KeyUsageFlags,
  Name,
  RelativeDistinguishedName,
  SubjectPublicKeyInfo,
} from '@peculiar/asn1-x509'
import { PublicKey, type PublicKeySuite } from '../keys/elliptic-curve.ts'
import { SecurityError } from '../security-error.ts'

/** What X.509 and PKCS #10 have in common in the profile of DLMS (IEC 62056-5-3, 5.3.5). */

/** What the key of a certificate is for. */
export type CertificateUse = 'digital-signature' | 'key-agreement' | 'certification-authority'

/** Bits of the extension key usage; each certificate of an end entity has one purpose only. */
export const usageFlags: Record<CertificateUse, number> = {
  'digital-signature': KeyUsageFlags.digitalSignature,
  'key-agreement': KeyUsageFlags.keyAgreement,
  'certification-authority': KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign,
}

const commonName = '2.5.4.3'
const curveNames = { 1: id_secp256r1, 2: id_secp384r1 } as const

/** ECDSA with the hash of the suite, without parameters (RFC 5758, 3.2). */
export const signatureAlgorithms = { 1: ecdsaWithSHA256, 2: ecdsaWithSHA384 } as const

/** Octets over which the libraries of ASN.1 hand out their buffers. */
export function octetsOf(buffer: ArrayBuffer): Uint8Array {
  return plainOctets(new Uint8Array(buffer))
}

/** A buffer of its own for the libraries of ASN.1. */
export function bufferOf(octets: Uint8Array): ArrayBuffer {
  return octets.slice().buffer as ArrayBuffer
}

/** A name with a common name only: that of an authority as text, that of a device its system title in hex. */
export function nameOf(text: string): Name {
  return new Name([
    new RelativeDistinguishedName([
      new AttributeTypeAndValue({ type: commonName, value: new AttributeValue({ utf8String: text }) }),
    ]),
  ])
}

export function titleText(systemTitle: Uint8Array): string {
  return toHex(systemTitle).toUpperCase()
}

/** The common name of a name. */
export function commonNameOf(name: Name): string | undefined {
  return name
    .flatMap(part => [...part])
    .find(({ type }) => type === commonName)
    ?.value.toString()
}

/** The system title within a common name: the whole of it, as DLMS wants it, or its last 16 hex digits. */
export function titleIn(text: string | undefined): Uint8Array | undefined {
  const digits = /(?:^|[^0-9a-f])([0-9a-f]{16})$/i.exec(text ?? '')?.[1]
  return digits === undefined ? undefined : fromHex(digits)
}

/** SubjectPublicKeyInfo of a key on one of the two curves (RFC 5480, 2). */
export function keyInfoOf({ suite, point }: PublicKey): SubjectPublicKeyInfo {
  return new SubjectPublicKeyInfo({
    algorithm: new AlgorithmIdentifier({
      algorithm: id_ecPublicKey,
      parameters: curveParameters(suite),
    }),
    subjectPublicKey: bufferOf(concat(Uint8Array.of(4), point)),
  })
}

/** The key within. Throws {@link SecurityError} `key-invalid` for every other kind of key. */
export function publicKeyIn({ algorithm, subjectPublicKey }: SubjectPublicKeyInfo): PublicKey {
  const octets = octetsOf(subjectPublicKey)
  const key = octets[0] === 4 ? new PublicKey(octets.subarray(1)) : undefined
  const named = new AlgorithmIdentifier({
    algorithm: id_ecPublicKey,
    parameters: key && curveParameters(key.suite),
  })
  if (key === undefined || !algorithm.isEqual(named))
    throw new SecurityError('certificate-invalid', 'its key is no uncompressed point of P-256 or P-384')
  return key
}

/** The curve's name as DER. */
function curveParameters(suite: PublicKeySuite): ArrayBuffer {
  return AsnConvert.serialize(AsnObjectIdentifierConverter.toASN(curveNames[suite]))
}
