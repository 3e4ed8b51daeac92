import { classes, type Data, data } from '@ferraris/cosem'
import { bitsOfPolicy, type SecurityPolicy, version0OfPolicy } from '@ferraris/dlms'
import type { Context } from './context.ts'

/** What every message of this association must be; in a plain one nothing is asked. */
const policyIn = ({ keys, requester }: Context): SecurityPolicy | undefined =>
  requester.ciphered ? keys.policyOf(requester.client) : undefined

/** security_policy of version 0. */
export const securityPolicy = (context: Context): Data => {
  const policy = policyIn(context)
  return classes.securityPolicy.encode(policy === undefined ? 'none' : version0OfPolicy(policy))
}

/** security_policy of version 1: a bit for each protection of requests and responses. */
export const securityPolicyBits = (context: Context): Data => {
  const policy = policyIn(context)
  return data.enumeration(policy === undefined ? 0 : bitsOfPolicy(policy))
}

export const securitySuite = ({ keys }: Context): Data => classes.securitySuite.encode(keys.suite)

export const clientSystemTitle = ({ requester }: Context): Data =>
  data.octets(requester.systemTitle ?? new Uint8Array())

const certificateTypes = {
  'digital-signature': 'digital-signature',
  'key-agreement': 'key-agreement',
  'certification-authority': 'other',
} as const

/** certificates: what the meter holds, without the certificates themselves. */
export const certificates = ({ keys }: Context): Data =>
  classes.securitySetup.attributes.certificates.type.encode(
    keys.certificates.all().map(certificate => ({
      entity: keys.certificates.entityOf(certificate),
      type: certificateTypes[certificate.use],
      serialNumber: certificate.serialNumber,
      issuer: certificate.issuer,
      subject: certificate.subject,
      subjectAlternativeName: new Uint8Array(),
    })),
  )
