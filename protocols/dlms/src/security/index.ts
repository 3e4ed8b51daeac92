export { aesAnswer } from './aes-answer.ts'
export { type Certificate, issueCertificate, readCertificate, verifyCertificate } from './certificate.ts'
export { readCertificateRequest, requestCertificate } from './certificate-request.ts'
export { newSecret, PrivateKey, PublicKey, type PublicKeySuite } from './elliptic-curve.ts'
export { type KeyChoice, strongestKeyChoice } from './end-to-end-key.ts'
export { type AgreeableKey, agreedGlobalKey, offerKey, takeOffer } from './key-agreement.ts'
export { unwrapKey, wrapKey } from './key-wrap.ts'
export type { KeyPairs } from './keyring.ts'
export { satisfies } from './security-control.ts'
export { SecurityError } from './security-error.ts'
export {
  bitsOfPolicy,
  policyOfBits,
  policyOfVersion0,
  type SecurityPolicy,
  version0OfPolicy,
} from './security-policy.ts'
export { keyLength, lastCounter, type SecuritySuite, SuiteKeys } from './suite-keys.ts'
export { type CertificateUse, titleText } from './x509.ts'
