import { arrayOf, structure } from '../values/composites.ts'
import { anyData, enumCode, enumeration, logicalName, octetString } from '../values/leaves.ts'
import { ValueError } from '../values/value-error.ts'
import type { ValueType, ValueTypeOf } from '../values/value-type.ts'
import { attribute, interfaceClass, method } from './interface-class.ts'

/** Policy of version 0. In version 1 the policy is a set of bits, see {@link securityPolicyBits}. */
export const securityPolicy = enumeration({
  none: 0,
  authenticated: 1,
  encrypted: 2,
  'authenticated-encrypted': 3,
})

/** What every request and response must carry (version 1, attribute 2). */
export const securityPolicyBits = {
  authenticatedRequest: 0x04,
  encryptedRequest: 0x08,
  signedRequest: 0x10,
  authenticatedResponse: 0x20,
  encryptedResponse: 0x40,
  signedResponse: 0x80,
} as const

export const securitySuite = enumeration({
  'aes-gcm-128': 0,
  'aes-gcm-128-ecc-p256': 1,
  'aes-gcm-256-ecc-p384': 2,
})

export const keyId = enumeration({
  'global-unicast-encryption': 0,
  'global-broadcast-encryption': 1,
  authentication: 2,
  master: 3,
})

const certificateEntity = enumeration({ server: 0, client: 1, 'certification-authority': 2, other: 3 })
const certificateType = enumeration({ 'digital-signature': 0, 'key-agreement': 1, tls: 2, other: 3 })

export const certificateInfo = structure({
  entity: certificateEntity,
  type: certificateType,
  serialNumber: octetString,
  issuer: octetString,
  subject: octetString,
  subjectAlternativeName: octetString,
})

const wrappedKeys = arrayOf(structure({ keyId, wrappedKey: octetString }))

/** Class 64, Security setup, version 0: suite 0 only. */
export const securitySetupV0 = interfaceClass({
  name: 'Security setup',
  classId: 64,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    securityPolicy: attribute(2, securityPolicy, 'static', 'protection that every APDU must have'),
    securitySuite: attribute(3, securitySuite, 'static', 'algorithms in use'),
    clientSystemTitle: attribute(4, octetString, 'dynamic', 'system title of the client that is associated'),
    serverSystemTitle: attribute(5, octetString, 'static', 'system title of this server'),
  },
  methods: {
    securityActivate: method(1, securityPolicy, 'makes the policy stricter'),
    keyTransfer: method(2, wrappedKeys, 'replaces global keys by ones wrapped with the master key'),
  },
})

const certificateUse = enumeration({ 'digital-signature': 0, 'key-agreement': 1, tls: 2 })

const certificateOfEntity = structure({
  entity: certificateEntity,
  type: certificateType,
  systemTitle: octetString,
})
const certificateOfSerial = structure({ serialNumber: octetString, issuer: octetString })
const identifiedBy = structure({ by: enumeration({ entity: 0, serial: 1 }), options: anyData })

/** A certificate by its owner, or by its number; names are DER. */
type CertificateIdentificationValue =
  | ({ readonly by: 'entity' } & ValueTypeOf<typeof certificateOfEntity>)
  | ({ readonly by: 'serial' } & ValueTypeOf<typeof certificateOfSerial>)

const certificateIdentification: ValueType<CertificateIdentificationValue> = {
  text: `structure { by: enum, options: ${certificateOfEntity.text} or ${certificateOfSerial.text} }`,
  encode(value, path) {
    const options =
      value.by === 'entity'
        ? certificateOfEntity.encode(value, path)
        : certificateOfSerial.encode(value, path)
    return identifiedBy.encode({ by: value.by, options }, path)
  },
  decode(value, path) {
    const { by, options } = identifiedBy.decode(value, path)
    if (by === 'entity') return { by, ...certificateOfEntity.decode(options, path) }
    if (by === 'serial') return { by, ...certificateOfSerial.decode(options, path) }
    throw new ValueError(path ?? '', `a certificate is told by entity (0) or serial number (1), not by ${by}`)
  },
}

/** Class 64, Security setup, version 1 (IEC 62056-6-2): all suites, certificates. */
export const securitySetup = interfaceClass({
  ...securitySetupV0,
  version: 1,
  attributes: {
    ...securitySetupV0.attributes,
    securityPolicy: attribute(
      2,
      enumCode,
      'static',
      'bits: protection that every request and response must have',
    ),
    certificates: attribute(6, arrayOf(certificateInfo), 'static', 'certificates that the server holds'),
  },
  methods: {
    securityActivate: method(1, enumCode, 'makes the policy stricter'),
    keyTransfer: method(2, wrappedKeys, 'replaces symmetric keys by ones wrapped with the master key'),
    keyAgreement: method(
      3,
      arrayOf(structure({ keyId, keyData: octetString })),
      'agrees on symmetric keys by ephemeral keys',
    ),
    generateKeyPair: method(4, certificateUse, 'makes a new key pair of the server'),
    generateCertificateRequest: method(5, certificateUse, 'answers with a request to sign the public key'),
    importCertificate: method(6, octetString, 'takes an X.509 certificate in DER'),
    exportCertificate: method(7, certificateIdentification, 'answers with a certificate in DER'),
    removeCertificate: method(8, certificateIdentification, 'deletes a certificate'),
  },
})
