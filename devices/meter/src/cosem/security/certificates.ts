import { data } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import type { ValueTypeOf } from '@ferraris/cosem/values'
import { requestCertificate, titleText } from '@ferraris/dlms/security'
import { msOf } from '@ferraris/metering'
import type { CertificateIdentification } from '../../security/certificate-store.ts'
import type { KeyPairUse } from '../../security/key-pairs.ts'
import type { Context } from '../model/context.ts'
import { type Action, answer, done, outcome, refused } from '../model/method.ts'

const { attributes, methods } = classes.securitySetup

const certificateTypes = {
  'digital-signature': 'digital-signature',
  'key-agreement': 'key-agreement',
  'certification-authority': 'other',
} as const

/** What certificates the meter holds, without the certificates themselves. */
export function certificateInfos({ keys }: Context): ValueTypeOf<typeof attributes.certificates.type> {
  return keys.certificates.all().map(certificate => ({
    entity: keys.certificates.entityOf(certificate),
    type: certificateTypes[certificate.use],
    serialNumber: certificate.serialNumber,
    issuer: certificate.issuer,
    subject: certificate.subject,
    subjectAlternativeName: new Uint8Array(),
  }))
}

type Use = ValueTypeOf<typeof methods.generateKeyPair.type>

function isPairUse(use: string | number | undefined): use is KeyPairUse {
  return use === 'digital-signature' || use === 'key-agreement'
}

/** IEC 62056-6-2, class 64, method 4. */
export const generateKeyPair: Action<Use> = ({ keys }, use) => {
  if (keys.pairs === undefined || !isPairUse(use)) return refused
  keys.pairs.renew(use)
  return done
}

/** Method 5: PKCS #10 for the newest key pair. */
export const generateCertificateRequest: Action<Use> = ({ keys, identity }, use) => {
  if (keys.pairs === undefined || !isPairUse(use)) return refused
  const request = requestCertificate(titleText(identity.systemTitle), keys.pairs.toCertify(use))
  return answer(data.octets(request))
}

/** Method 6: a certificate that leads to a trust anchor. */
export const importCertificate: Action<Uint8Array> = ({ keys, now }, octets) => {
  const { pairs } = keys
  if (pairs === undefined) return refused
  const taken = keys.certificates.import(
    octets,
    msOf(now),
    ({ use, publicKey }) => isPairUse(use) && pairs.certified(use, publicKey.point),
  )
  return outcome(taken !== undefined)
}

type Wanted = ValueTypeOf<typeof methods.exportCertificate.type>

/** Method 7. */
export const exportCertificate: Action<Wanted> = ({ keys }, wanted) => {
  const certificate = keys.certificates.find(identificationOf(wanted))
  return certificate === undefined
    ? { result: 'object-unavailable' }
    : answer(data.octets(certificate.octets))
}

/** Method 8. */
export const removeCertificate: Action<Wanted> = ({ keys }, wanted) =>
  keys.certificates.remove(identificationOf(wanted)) ? done : { result: 'object-unavailable' }

/** Class 64 gives authorities the type "other"; their entity identifies them. */
function identificationOf(wanted: Wanted): CertificateIdentification {
  if (wanted.by === 'serial') return wanted
  const { entity, type, systemTitle } = wanted
  return {
    entity: entity as 'server',
    use: entity === 'certification-authority' ? entity : (type as KeyPairUse),
    systemTitle,
  }
}
