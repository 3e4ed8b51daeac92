import { type Declarations, defineErrors } from '@ferraris/errors'

const faults = {
  'tag-mismatch': ['remote', 'the authentication tag does not verify', 'check the keys and the system title'],
  'signature-mismatch': [
    'remote',
    'the digital signature does not verify',
    "check the signer's certificate and system title",
  ],
  'suite-not-supported': [
    'local',
    'these keys do not serve this security suite',
    'give keys of the length that the suite has',
  ],
  'compression-not-supported': [
    'remote',
    'the APDU is compressed (V.44)',
    'switch compression off in the peer',
  ],
  'protection-too-weak': [
    'remote',
    'the APDU is protected less than the association demands',
    'compare the security policies of both sides',
  ],
  'counter-replayed': [
    'remote',
    'the invocation counter is not above the last one accepted',
    'continue above the counter that was accepted last',
  ],
  'counter-exhausted': [
    'local',
    'no invocation counter is left to use with this key',
    'reserve more counters, or load a new key',
  ],
  'key-missing': [
    'local',
    'there is no key for this kind of ciphering',
    'give the key that the APDU asks for',
  ],
  'key-invalid': ['local', 'these octets are no such key', 'give the key in the length of its suite'],
  'certificate-invalid': [
    'local',
    'these octets are no certificate, or one that is not trusted',
    'give a certificate that a trusted authority has signed',
  ],
} as const satisfies Declarations

/** A protected APDU that must not be trusted. Never carries key material. */
export class SecurityError extends defineErrors('security', faults) {}
