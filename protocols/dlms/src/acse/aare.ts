import { DecodeError } from '@ferraris/bytes'
import { axdr, ber, type Codec, rest, type ValueOf } from '@ferraris/codec'
import { acseRequirements, authenticationValue, berName, berOctets } from './leaves.ts'
import { applicationContextName, mechanismName } from './names.ts'

const results = { accepted: 0, 'rejected-permanent': 1, 'rejected-transient': 2 } as const

const userDiagnostics = {
  null: 0,
  'no-reason-given': 1,
  'application-context-name-not-supported': 2,
  'calling-AP-title-not-recognized': 3,
  'calling-AP-invocation-identifier-not-recognized': 4,
  'calling-AE-qualifier-not-recognized': 5,
  'calling-AE-invocation-identifier-not-recognized': 6,
  'called-AP-title-not-recognized': 7,
  'called-AP-invocation-identifier-not-recognized': 8,
  'called-AE-qualifier-not-recognized': 9,
  'called-AE-invocation-identifier-not-recognized': 10,
  'authentication-mechanism-name-not-recognised': 11,
  'authentication-mechanism-name-required': 12,
  'authentication-failure': 13,
  'authentication-required': 14,
} as const

const providerDiagnostics = { null: 0, 'no-reason-given': 1, 'no-common-acse-version': 2 } as const

export type Diagnostic =
  | { readonly source: 'acse-service-user'; readonly reason: keyof typeof userDiagnostics }
  | { readonly source: 'acse-service-provider'; readonly reason: keyof typeof providerDiagnostics }

/** The number that stands on the wire for a diagnostic. */
export function diagnosticCode(value: Diagnostic): number {
  return value.source === 'acse-service-user'
    ? userDiagnostics[value.reason]
    : providerDiagnostics[value.reason]
}

const fromUser = ber.tlv(0xa1, ber.tlv(0x02, axdr.enumerated(userDiagnostics)))
const fromProvider = ber.tlv(0xa2, ber.tlv(0x02, axdr.enumerated(providerDiagnostics)))

/** Associate-source-diagnostic: source and reason of a refusal. */
export const associateSourceDiagnostic: Codec<Diagnostic> = {
  shape: { kind: 'leaf', name: 'Associate-source-diagnostic' },
  encode(writer, value) {
    if (value.source === 'acse-service-user') fromUser.encode(writer, value.reason)
    else fromProvider.encode(writer, value.reason)
  },
  decode(reader) {
    const tag = reader.peek()
    if (tag === 0xa1) return { source: 'acse-service-user', reason: fromUser.decode(reader) }
    if (tag === 0xa2) return { source: 'acse-service-provider', reason: fromProvider.decode(reader) }
    throw new DecodeError(
      'unexpected',
      reader.offset,
      `diagnostic does not begin with tag ${tag.toString(16)}`,
    )
  },
}

/** AARE: the server's answer to AARQ (IEC 62056-5-3, 9.4.2; ISO/IEC 8650-1). */
export const aare = ber.taggedSequence('AARE', 0x61, {
  protocolVersion: [0x80, rest, 'optional'],
  applicationContextName: [0xa1, berName(applicationContextName)],
  result: [0xa2, ber.tlv(0x02, axdr.enumerated(results))],
  resultSourceDiagnostic: [0xa3, associateSourceDiagnostic],
  /** The server's system title. */
  respondingApTitle: [0xa4, berOctets, 'optional'],
  respondingAeQualifier: [0xa5, berOctets, 'optional'],
  respondingApInvocationId: [0xa6, rest, 'optional'],
  respondingAeInvocationId: [0xa7, rest, 'optional'],
  responderAcseRequirements: [0x88, acseRequirements, 'optional'],
  mechanismName: [0x89, mechanismName, 'optional'],
  respondingAuthenticationValue: [0xaa, authenticationValue, 'optional'],
  implementationInformation: [0xbd, rest, 'optional'],
  /** InitiateResponse or ConfirmedServiceError, plain or ciphered. */
  userInformation: [0xbe, berOctets, 'optional'],
})
export type Aare = ValueOf<typeof aare>
