export { aesAnswer } from './aes-answer.ts'
export {
  type Certificate,
  issueCertificate,
  readCertificate,
  verifyCertificate,
} from './certificates/certificate.ts'
export { readCertificateRequest, requestCertificate } from './certificates/certificate-request.ts'
export { type CertificateUse, titleText } from './certificates/x509.ts'
export { sealApdu } from './envelope.ts'
export { newSecret, PrivateKey, PublicKey, type PublicKeySuite } from './keys/elliptic-curve.ts'
export { type KeyChoice, strongestKeyChoice } from './keys/end-to-end-key.ts'
export { type AgreeableKey, agreedGlobalKey, offerKey, takeOffer } from './keys/key-agreement.ts'
export { unwrapKey, wrapKey } from './keys/key-wrap.ts'
export type { KeyPairs } from './keys/keyring.ts'
export { keyLength, lastCounter, type SecuritySuite, SuiteKeys } from './keys/suite-keys.ts'
export { satisfies } from './security-control.ts'
export { SecurityError } from './security-error.ts'
export {
  bitsOfPolicy,
  policyOfBits,
  policyOfVersion0,
  type SecurityPolicy,
  version0OfPolicy,
} from './security-policy.ts'
