import { defined } from '@ferraris/bytes'
import { Attributes, CertificationRequest, CertificationRequestInfo } from '@peculiar/asn1-csr'
import { AsnConvert } from '@peculiar/asn1-schema'
import type { PrivateKey, PublicKey } from '../keys/elliptic-curve.ts'
import { SecurityError } from '../security-error.ts'
import {
  bufferOf,
  commonNameOf,
  keyInfoOf,
  nameOf,
  octetsOf,
  publicKeyIn,
  signatureAlgorithms,
} from './x509.ts'

/** A request to certify a key (PKCS #10, DER): the subject's common name, signed with the key itself. */
export function requestCertificate(subject: string, key: PrivateKey): Uint8Array {
  const info = new CertificationRequestInfo({
    version: 0,
    subject: nameOf(subject),
    subjectPKInfo: keyInfoOf(key.publicKey),
    attributes: new Attributes(),
  })
  const signature = key.sign(octetsOf(AsnConvert.serialize(info)), 'der')
  return octetsOf(
    AsnConvert.serialize(
      new CertificationRequest({
        certificationRequestInfo: info,
        signatureAlgorithm: signatureAlgorithms[key.suite],
        signature: bufferOf(signature),
      }),
    ),
  )
}

/** What a request asks for, once its signature has proved that the sender holds the key. Throws SecurityError. */
export function readCertificateRequest(octets: Uint8Array): {
  subject: string | undefined
  publicKey: PublicKey
} {
  let request: CertificationRequest
  try {
    request = AsnConvert.parse(bufferOf(octets), CertificationRequest)
  } catch (cause) {
    throw new SecurityError('certificate-invalid', 'the octets are no certificate request', { cause })
  }
  const { certificationRequestInfo, certificationRequestInfoRaw, signature } = request
  const publicKey = publicKeyIn(certificationRequestInfo.subjectPKInfo)
  if (
    !publicKey.verify(
      octetsOf(defined(certificationRequestInfoRaw, 'the signed part of the request')),
      octetsOf(signature),
      'der',
    )
  )
    throw new SecurityError('signature-mismatch', 'the certificate request is not signed with its own key')
  return { subject: commonNameOf(certificationRequestInfo.subject), publicKey }
}
