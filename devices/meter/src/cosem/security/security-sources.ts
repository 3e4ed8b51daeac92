import { type Data, data } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { bitsOfPolicy, type SecurityPolicy, version0OfPolicy } from '@ferraris/dlms/security'
import type { Context } from '../model/context.ts'

/** What every message of this association must be; in a plain one nothing is asked. */
function policyIn({ keys, requester }: Context): SecurityPolicy | undefined {
  return requester.ciphered ? keys.policyOf(requester.client) : undefined
}

/** security_policy of version 0. */
export function securityPolicy(context: Context): Data {
  const policy = policyIn(context)
  return classes.securityPolicy.encode(policy === undefined ? 'none' : version0OfPolicy(policy))
}

/** security_policy of version 1: a bit for each protection of requests and responses. */
export function securityPolicyBits(context: Context): Data {
  const policy = policyIn(context)
  return data.enumeration(policy === undefined ? 0 : bitsOfPolicy(policy))
}

export function securitySuite({ keys }: Context): Data {
  return classes.securitySuite.encode(keys.suite)
}

export function clientSystemTitle({ requester }: Context): Data {
  return data.octets(requester.systemTitle ?? new Uint8Array())
}

const certificateTypes = {
  'digital-signature': 'digital-signature',
  'key-agreement': 'key-agreement',
  'certification-authority': 'other',
} as const

/** certificates: what the meter holds, without the certificates themselves. */
export function certificates({ keys }: Context): Data {
  return classes.securitySetup.attributes.certificates.type.encode(
    keys.certificates.all().map(certificate => ({
      entity: keys.certificates.entityOf(certificate),
      type: certificateTypes[certificate.use],
      serialNumber: certificate.serialNumber,
      issuer: certificate.issuer,
      subject: certificate.subject,
      subjectAlternativeName: new Uint8Array(),
    })),
  )
}
