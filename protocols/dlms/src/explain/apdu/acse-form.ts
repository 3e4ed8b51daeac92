import { toHex } from '@ferraris/bytes'
import { type Codec, encode } from '@ferraris/codec'
import { type Aare, diagnosticCode } from '../../acse/aare.ts'
import type { Aarq } from '../../acse/aarq.ts'
import { acseRequirements, berInteger, berOctets } from '../../acse/leaves.ts'
import type { ApplicationContextName, MechanismName } from '../../acse/names.ts'
import { type Rlre, type Rlrq, requestReasons, responseReasons } from '../../acse/release.ts'
import type { ApduForm } from '../findings.ts'

/** Usual short names of contexts and mechanisms. */
const contexts = {
  'logical-name': 'LN',
  'short-name': 'SN',
  'logical-name-ciphered': 'LN-ciphered',
  'short-name-ciphered': 'SN-ciphered',
} as const satisfies Record<ApplicationContextName, string>

const mechanisms: Readonly<Record<MechanismName, string>> = {
  lowest: 'lowest',
  low: 'lls',
  'high-manufacturer': 'hls',
  'high-md5': 'hls-md5',
  'high-sha1': 'hls-sha1',
  'high-gmac': 'hls-gmac',
  'high-sha256': 'hls-sha256',
  'high-ecdsa': 'hls-ecdsa',
}

function hexOf(name: string, octets: Uint8Array | undefined) {
  return octets === undefined ? undefined : { [name]: toHex(octets) }
}
function codedAs<T>(codec: Codec<T>, value: T | undefined) {
  return value === undefined ? undefined : toHex(encode(codec, value))
}

/** Fields without a name of their own in the form, by their tag. */
function other(fields: Readonly<Record<string, string | undefined>>) {
  const present = Object.entries(fields).filter(([, hex]) => hex !== undefined)
  return present.length === 0 ? undefined : { other: Object.fromEntries(present) }
}

function requirements(name: string, value: Aarq['senderAcseRequirements']) {
  return value === undefined ? undefined : { [name]: toHex(encode(acseRequirements, value)) }
}

function mechanism(name: MechanismName | undefined) {
  return name && { mechanism: mechanisms[name] }
}

/** The association's APDUs as JSON; `userInformation` is explained by itself. */
export const acse = {
  aarq: (value: Aarq): ApduForm => ({
    apdu: 'aarq',
    ...hexOf('protocolVersion', value.protocolVersion),
    applicationContext: contexts[value.applicationContextName],
    ...hexOf('callingApTitle', value.callingApTitle),
    ...requirements('senderAcseRequirements', value.senderAcseRequirements),
    ...mechanism(value.mechanismName),
    ...hexOf('callingAuthenticationValue', value.callingAuthenticationValue),
    ...other({
      a2: codedAs(berOctets, value.calledApTitle),
      a3: codedAs(berOctets, value.calledAeQualifier),
      a4: codedAs(berInteger, value.calledApInvocationId),
      a5: codedAs(berInteger, value.calledAeInvocationId),
      a7: codedAs(berOctets, value.callingAeQualifier),
      a8: codedAs(berInteger, value.callingApInvocationId),
      a9: codedAs(berInteger, value.callingAeInvocationId),
      bd: value.implementationInformation && toHex(value.implementationInformation),
    }),
    ...hexOf('userInformationHex', value.userInformation),
  }),
  aare: (value: Aare): ApduForm => ({
    apdu: 'aare',
    ...hexOf('protocolVersion', value.protocolVersion),
    applicationContext: contexts[value.applicationContextName],
    result: value.result,
    diagnostic: {
      by: value.resultSourceDiagnostic.source,
      code: diagnosticCode(value.resultSourceDiagnostic),
    },
    ...hexOf('respondingApTitle', value.respondingApTitle),
    ...requirements('responderAcseRequirements', value.responderAcseRequirements),
    ...mechanism(value.mechanismName),
    ...hexOf('respondingAuthenticationValue', value.respondingAuthenticationValue),
    ...other({
      a5: codedAs(berOctets, value.respondingAeQualifier),
      a6: value.respondingApInvocationId && toHex(value.respondingApInvocationId),
      a7: value.respondingAeInvocationId && toHex(value.respondingAeInvocationId),
      bd: value.implementationInformation && toHex(value.implementationInformation),
    }),
    ...hexOf('userInformationHex', value.userInformation),
  }),
  rlrq: (value: Rlrq): ApduForm => ({ apdu: 'rlrq', ...released(value, requestReasons) }),
  rlre: (value: Rlre): ApduForm => ({ apdu: 'rlre', ...released(value, responseReasons) }),
}

function released(value: Rlrq | Rlre, reasons: Readonly<Record<string, number>>) {
  return {
    ...(value.reason !== undefined && { reason: reasons[value.reason] }),
    ...hexOf('userInformationHex', value.userInformation),
  }
}
