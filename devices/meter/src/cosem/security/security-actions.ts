import { data, encodeData } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import {
  policyOfBits,
  policyOfVersion0,
  requestCertificate,
  type SecurityPolicy,
  titleText,
} from '@ferraris/dlms/security'
import type { CertificateIdentification } from '../../security/certificate-store.ts'
import type { KeyPairUse } from '../../security/key-pairs.ts'
import { type Action, decoded, done } from '../model/action.ts'
import type { SecuredClient } from '../model/object-table.ts'

const { methods } = classes.securitySetup

/** security_activate: a policy that is at least as strict as the one in force. */
export function activatePolicy(client: SecuredClient): Action {
  return ({ keys, object }, parameter) => {
    if (parameter?.type !== 'enum') return { result: 'type-unmatched' }
    const policy = policyOf(object.version, parameter.value)
    if (policy === undefined || !isPossible(policy, keys.suite)) return { result: 'other-reason' }
    return keys.activate(client, policy) ? done : { result: 'other-reason' }
  }
}

function policyOf(version: number, code: number): SecurityPolicy | undefined {
  try {
    return version === 0 ? policyOfVersion0(code) : policyOfBits(code)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** Suite 0 has no signatures: a policy that asked for them would shut everybody out. */
function isPossible({ requests, responses }: SecurityPolicy, suite: number): boolean {
  return suite !== 0 || !(requests.signed || responses.signed)
}

/** key_transfer (IEC 62056-6-2, class 64, method 2): new keys for a client, wrapped with the master key. */
export function transferKeys(client: SecuredClient): Action {
  return ({ keys, store, now }, parameter) => {
    const transferred = parameter && named(decoded(methods.keyTransfer.type, parameter))
    if (transferred === undefined) return { result: 'type-unmatched' }
    if (!keys.transfer(client, transferred)) return { result: 'other-reason' }
    store.events.record('keysChanged', now)
    return done
  }
}

/** key_agreement (method 3): new keys for a client, which both sides compute from ephemeral keys. */
export function agreeKeys(client: SecuredClient): Action {
  return ({ keys, store, now, requester }, parameter) => {
    const offers = parameter && named(decoded(methods.keyAgreement.type, parameter))
    if (offers === undefined) return { result: 'type-unmatched' }
    const answers = requester.systemTitle && keys.agree(client, requester.systemTitle, offers)
    if (answers === undefined) return { result: 'other-reason' }
    store.events.record('keysChanged', now)
    return { result: 'success', data: encodeData(methods.keyAgreement.type.encode(answers)) }
  }
}

/** Keys with an identifier that class 64 knows; undefined where one has another. */
function named<K extends { readonly keyId: string | number }>(
  keys: readonly K[] | undefined,
): (K & { keyId: Exclude<K['keyId'], number> })[] | undefined {
  return keys?.every(({ keyId }) => typeof keyId === 'string')
    ? (keys as (K & { keyId: Exclude<K['keyId'], number> })[])
    : undefined
}

function isPairUse(use: string | number | undefined): use is KeyPairUse {
  return use === 'digital-signature' || use === 'key-agreement'
}

/** generate_key_pair (method 4). */
export const generateKeyPair: Action = ({ keys }, parameter) => {
  const use = parameter && decoded(methods.generateKeyPair.type, parameter)
  if (use === undefined) return { result: 'type-unmatched' }
  if (keys.pairs === undefined || !isPairUse(use)) return { result: 'other-reason' }
  keys.pairs.renew(use)
  return done
}

/** generate_certificate_request (method 5): PKCS #10 for the newest key pair. */
export const generateCertificateRequest: Action = ({ keys, identity }, parameter) => {
  const use = parameter && decoded(methods.generateCertificateRequest.type, parameter)
  if (use === undefined) return { result: 'type-unmatched' }
  if (keys.pairs === undefined || !isPairUse(use)) return { result: 'other-reason' }
  const request = requestCertificate(titleText(identity.systemTitle), keys.pairs.toCertify(use))
  return { result: 'success', data: encodeData(data.octets(request)) }
}

/** import_certificate (method 6): one that leads to a trust anchor. */
export const importCertificate: Action = ({ keys, now }, parameter) => {
  const octets = parameter && decoded(methods.importCertificate.type, parameter)
  if (octets === undefined) return { result: 'type-unmatched' }
  const { pairs } = keys
  if (pairs === undefined) return { result: 'other-reason' }
  const taken = keys.certificates.import(
    octets,
    now * 1000,
    ({ use, publicKey }) => isPairUse(use) && pairs.certified(use, publicKey.point),
  )
  return taken === undefined ? { result: 'other-reason' } : done
}

/** export_certificate (method 7). */
export const exportCertificate: Action = ({ keys }, parameter) => {
  const wanted = parameter && decoded(methods.exportCertificate.type, parameter)
  if (wanted === undefined) return { result: 'type-unmatched' }
  const certificate = keys.certificates.find(identificationOf(wanted))
  if (certificate === undefined) return { result: 'object-unavailable' }
  return { result: 'success', data: encodeData(data.octets(certificate.octets)) }
}

/** remove_certificate (method 8). */
export const removeCertificate: Action = ({ keys }, parameter) => {
  const wanted = parameter && decoded(methods.removeCertificate.type, parameter)
  if (wanted === undefined) return { result: 'type-unmatched' }
  return keys.certificates.remove(identificationOf(wanted)) ? done : { result: 'object-unavailable' }
}

type Wanted = ReturnType<typeof methods.exportCertificate.type.decode>

/** Class 64 gives authorities the type "other"; we know them by their entity. */
function identificationOf(wanted: Wanted): CertificateIdentification {
  if (wanted.by === 'serial') return wanted
  const { entity, type, systemTitle } = wanted
  return {
    entity: entity as 'server',
    use: entity === 'certification-authority' ? entity : (type as KeyPairUse),
    systemTitle,
  }
}
