import { toHex } from '@ferraris/bytes'
import { axdr, encode } from '@ferraris/codec'
import { type Layer, ownPassage, passageOf } from '@ferraris/codec/dissect'
import type { GeneralCiphering, GeneralSigning } from '../../apdu/protection/general.ts'
import { headerOctets, signedOctets } from '../../security/exchange-header.ts'
import { CipherKey } from '../../security/keys/cipher-key.ts'
import { PrivateKey, PublicKey } from '../../security/keys/elliptic-curve.ts'
import { agreedKey } from '../../security/keys/key-agreement.ts'
import { unwrapKey } from '../../security/keys/key-wrap.ts'
import { securityControl } from '../../security/security-control.ts'
import { SecurityError } from '../../security/security-error.ts'
import type { Candidate, Context, Subject } from '../context.ts'
import type { ApduForm } from '../findings.ts'
import { candidates, decipher } from './decipher.ts'
import { generalCipheringForm, generalSigningForm } from './general-form.ts'

/** Protection from end to end: the APDU names its key, or brings it along. */
export function generalCiphering(subject: Subject, value: GeneralCiphering): ApduForm {
  const { context, layer } = subject
  const { findings } = context
  // All that precedes Key-Info is authenticated, too (IEC 62056-5-3, 5.3.6.3).
  const associated = headerOctets(value)
  const keys = generalKeys(context, layer, value)
  const { plaintext } = decipher(context, layer, value.content, value.originatorSystemTitle, keys, associated)
  if (plaintext !== undefined) {
    findings.facts.plaintextHex = toHex(plaintext)
    const inner = subject.inner(ownPassage(plaintext))
    if (inner !== undefined) findings.facts.inner = inner
  }
  return generalCipheringForm(value)
}

/** The key that Key-Info names or brings along. */
function generalKeys(context: Context, layer: Layer, value: GeneralCiphering): Candidate[] {
  const { keyInfo, content } = value
  if (keyInfo?.kind === 'agreed-key') {
    const agreed = agreedKeys(context, value, keyInfo.keyCipheredData)
    context.known.agreed = agreed
    return agreed
  }
  const global = candidates(context, 'global', content.control)
  if (keyInfo === undefined) return [...(context.known.agreed ?? []), ...global]
  if (keyInfo.kind === 'identified-key') return global
  const keys: Candidate[] = []
  const masters = context.keySets.flatMap(({ kek, gak }) => (kek === undefined ? [] : [{ kek, gak }]))
  for (const { kek, gak } of masters) {
    try {
      const key = unwrapKey(kek, keyInfo.keyCipheredData)
      context.findings.facts.unwrappedKey ??= toHex(key)
      if (key.length === 16 || key.length === 32)
        keys.push({ encryption: new CipherKey(key), authentication: gak })
    } catch (error) {
      if (!(error instanceof SecurityError)) throw error
    }
  }
  if (masters.length > 0 && keys.length === 0)
    context.findings.fault(
      layer,
      'keyInfo',
      layer.from,
      'the master key (KEK) is not the one that wrapped this key',
    )
  return keys
}

/**
 * Keys that the parties may have agreed on: the originator's ephemeral public key comes along (one-pass), or is known to
 * the recipient (static unified).
 */
function agreedKeys(context: Context, value: GeneralCiphering, ephemeral: Uint8Array): Candidate[] {
  const suite = value.content.control & securityControl.suite
  if (suite !== 1 && suite !== 2) return []
  const parties = {
    originator: value.originatorSystemTitle,
    recipient: value.recipientSystemTitle,
    transactionId: value.transactionId,
  }
  const size = suite === 1 ? 64 : 96
  const onePass = ephemeral.length >= size
  return context.keySets.flatMap(({ secrets, points, gak }) =>
    secrets.flatMap(secret =>
      (onePass ? [ephemeral.subarray(0, size)] : points).flatMap(point => {
        try {
          const scheme = onePass ? 'one-pass' : 'static-unified'
          const key = agreedKey(scheme, new PrivateKey(secret), new PublicKey(point), parties)
          context.findings.facts.agreedKey ??= toHex(key)
          return [{ encryption: new CipherKey(key), authentication: gak }]
        } catch (error) {
          if (error instanceof SecurityError) return []
          throw error
        }
      }),
    ),
  )
}

export function generalSigning(subject: Subject, value: GeneralSigning): ApduForm {
  const { context, layer, passage } = subject
  const { facts } = context.findings
  // There are stacks that sign the length of the content, too.
  const signed = [
    signedOctets(value, value.content),
    signedOctets(value, encode(axdr.octetString, value.content)),
  ]
  const fault = (message: string) => context.findings.fault(layer, 'signature', layer.from, message)
  for (const { originatorSigningPublicKey: point } of context.keySets) {
    if (point === undefined || facts.signatureValid === true) continue
    try {
      const key = new PublicKey(point)
      facts.signatureValid = signed.some(octets => key.verify(octets, value.signature))
    } catch (error) {
      if (!(error instanceof SecurityError)) throw error
      fault(error.message)
    }
  }
  if (facts.signatureValid === false)
    fault('the signature does not verify; is the public key that of the originator?')
  const inner = subject.inner(passageOf(passage, value.content))
  if (inner !== undefined) facts.inner = inner
  return generalSigningForm(value)
}
