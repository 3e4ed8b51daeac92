/** What is wrong with a protected APDU, or with the means to protect one. */
export type SecurityFault =
  | 'tag-mismatch' // the authentication tag does not verify
  | 'signature-mismatch' // the digital signature does not verify
  | 'suite-not-supported' // a security suite that these keys do not serve
  | 'compression-not-supported' // V.44
  | 'protection-too-weak' // less protected than the association demands
  | 'counter-replayed' // an invocation counter not above the last one accepted
  | 'counter-exhausted' // no invocation counter left to use with this key
  | 'key-missing' // no key for this kind of ciphering
  | 'key-invalid' // octets that are no such key
  | 'certificate-invalid' // octets that are no certificate, or one that is not trusted

/** A protected APDU that must not be trusted. Never carries key material. */
export class SecurityError extends Error {
  override readonly name = 'SecurityError'
  readonly fault: SecurityFault

  constructor(fault: SecurityFault, detail: string, options?: ErrorOptions) {
    super(detail, options)
    this.fault = fault
  }
}
