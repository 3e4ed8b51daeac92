import { ber, rest, type ValueOf } from '@ferraris/codec'
import { acseRequirements, authenticationValue, berInteger, berName, berOctets } from './leaves.ts'
import { applicationContextName, mechanismName } from './names.ts'

/** AARQ: a client asks for an association (IEC 62056-5-3, 9.4.2; ISO/IEC 8650-1). */
export const aarq = ber.taggedSequence('AARQ', 0x60, {
  protocolVersion: [0x80, rest, 'optional'],
  applicationContextName: [0xa1, berName(applicationContextName)],
  calledApTitle: [0xa2, berOctets, 'optional'],
  calledAeQualifier: [0xa3, berOctets, 'optional'],
  calledApInvocationId: [0xa4, berInteger, 'optional'],
  calledAeInvocationId: [0xa5, berInteger, 'optional'],
  /** The client's system title. */
  callingApTitle: [0xa6, berOctets, 'optional'],
  /** The client's certificate, with HLS 7. */
  callingAeQualifier: [0xa7, berOctets, 'optional'],
  callingApInvocationId: [0xa8, berInteger, 'optional'],
  /** The user of the client. */
  callingAeInvocationId: [0xa9, berInteger, 'optional'],
  senderAcseRequirements: [0x8a, acseRequirements, 'optional'],
  mechanismName: [0x8b, mechanismName, 'optional'],
  callingAuthenticationValue: [0xac, authenticationValue, 'optional'],
  implementationInformation: [0xbd, rest, 'optional'],
  /** InitiateRequest, plain or ciphered. */
  userInformation: [0xbe, berOctets, 'optional'],
})
export type Aarq = ValueOf<typeof aarq>
