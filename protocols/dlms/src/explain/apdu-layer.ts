import { concat, toHex } from '@ferraris/bytes'
import { annotate } from '@ferraris/codec'
import { type Apdu, anyApdu } from '../apdu/apdu.ts'
import type { GeneralBlockTransfer, GeneralCiphering, GeneralSigning } from '../apdu/general.ts'
import type { ProtectedContent } from '../apdu/protected-content.ts'
import { apduName, apduTags, serviceCiphering } from '../apdu/tags.ts'
import { CipherKey } from '../security/cipher-key.ts'
import { agree, suiteOfPublicKey, verifySignature } from '../security/elliptic-curve.ts'
import { deriveKey } from '../security/key-derivation.ts'
import { unwrapKey } from '../security/key-wrap.ts'
import { securityControl } from '../security/security-control.ts'
import { SecurityError } from '../security/security-error.ts'
import { noteReadings, noteReassembled } from './contents.ts'
import { type Context, type Side, takeBlock } from './context.ts'
import { type Candidate, candidates, decipher } from './decipher.ts'
import type { ApduForm } from './findings.ts'
import { acse } from './forms/acse.ts'
import {
  generalBlockTransferForm,
  generalCipheringForm,
  generalSigningForm,
  securityOf,
} from './forms/general.ts'
import { plainForm } from './forms/plain.ts'
import { type Layer, layerFields } from './layer.ts'
import { ownPassage, type Passage } from './passage.ts'
import { aboutOf } from './title.ts'

/** APDUs may carry APDUs: deeper than this only in malice. */
const maxDepth = 8

/** Takes one APDU apart into layers and gives its form, or `undefined` with a fault noted. */
export function explainApdu(context: Context, passage: Passage, depth = 0): ApduForm | undefined {
  const { octets, from, to, own } = passage
  const { findings } = context
  const { fields, value, error } = annotate(anyApdu, octets, from, to)
  const name = from < to ? (apduName(octets[from]!) ?? 'apdu') : 'apdu'
  const layer: Layer = { name, from, to, fields: layerFields(fields), ...(own && { hex: toHex(octets) }) }
  findings.layers.push(layer)
  if (error !== undefined) return void findings.decodeFault(layer, error, octets)
  if (depth === maxDepth) {
    return void findings.fault(layer, '', from, `more than ${maxDepth} APDUs inside each other`)
  }
  const apdu = form({ context, passage, layer, depth }, value!)
  const about = aboutOf(apdu)
  if (about !== '') layer.summary ??= about
  return apdu
}

/** An APDU under explanation. */
interface Subject {
  readonly context: Context
  readonly passage: Passage
  readonly layer: Layer
  readonly depth: number
}

function form(subject: Subject, apdu: Apdu): ApduForm {
  const { context } = subject
  switch (apdu.apdu) {
    case 'aarq':
      if (apdu.value.callingApTitle !== undefined) context.known.client = apdu.value.callingApTitle
      return { ...acse.aarq(apdu.value), ...userInformation(subject, apdu.value.userInformation) }
    case 'aare':
      if (apdu.value.respondingApTitle !== undefined) context.known.server = apdu.value.respondingApTitle
      return { ...acse.aare(apdu.value), ...userInformation(subject, apdu.value.userInformation) }
    case 'rlrq':
      return { ...acse.rlrq(apdu.value), ...userInformation(subject, apdu.value.userInformation) }
    case 'rlre':
      return { ...acse.rlre(apdu.value), ...userInformation(subject, apdu.value.userInformation) }
    case 'general-glo-ciphering':
    case 'general-ded-ciphering': {
      const kind = apdu.apdu === 'general-ded-ciphering' ? 'dedicated' : 'global'
      return ciphered(subject, apdu.apdu, apdu.value.content, apdu.value.systemTitle, kind)
    }
    case 'general-ciphering':
      return generalCiphering(subject, apdu.value)
    case 'general-signing':
      return generalSigning(subject, apdu.value)
    case 'general-block-transfer':
      return generalBlock(subject, apdu.value)
    default: {
      const service = serviceCiphering(apduTags[apdu.apdu])
      if (service !== undefined) {
        const { value } = apdu as { value: ProtectedContent }
        return ciphered(subject, apdu.apdu, value, titleOf(context, senderOf(service.plainTag)), service.key)
      }
      noteDedicatedKey(context, apdu)
      noteReadings(context, apdu)
      noteReassembled(context, apdu)
      return plainForm(apdu)
    }
  }
}

/** Where the octets of a field stand: they are a view on the octets of the passage. */
function passageOf({ octets, own }: Passage, part: Uint8Array): Passage {
  const from = part.byteOffset - octets.byteOffset
  return { octets, from, to: from + part.length, own }
}

function userInformation(subject: Subject, information: Uint8Array | undefined) {
  if (information === undefined) return undefined
  const inner = explainApdu(subject.context, passageOf(subject.passage, information), subject.depth + 1)
  return inner && { userInformation: inner }
}

/** Who sends an APDU of this kind: all responses, errors and reports come from the server. */
function senderOf(tag: number): Side {
  const name = apduName(tag)!
  const byServer = /response|error|event-notification|information-report/.test(name)
  return byServer ? 'server' : 'client'
}

function titleOf({ known, keySets }: Context, side: Side): Uint8Array | undefined {
  const given = side === 'client' ? 'clientSt' : 'serverSt'
  const named = keySets.find(set => set[given] ?? set.systemTitle)
  return known[side] ?? named?.[given] ?? named?.systemTitle
}

function ciphered(
  subject: Subject,
  name: string,
  content: ProtectedContent,
  title: Uint8Array | undefined,
  kind: 'global' | 'dedicated',
): ApduForm {
  const { context, layer } = subject
  const keys = candidates(context, kind, content.control)
  const { plaintext, tagValid } = decipher(context, layer, content, title, keys)
  return {
    apdu: name,
    security: securityOf(content, title, tagValid),
    ...(plaintext && opened(subject, content, plaintext)),
  }
}

/** The decrypted APDU as a layer of its own; one that is only authenticated stands where it is. */
function opened(subject: Subject, content: ProtectedContent, plaintext: Uint8Array) {
  const inPlace = plaintext === content.content
  const passage = inPlace ? passageOf(subject.passage, plaintext) : ownPassage(plaintext)
  const inner = explainApdu(subject.context, passage, subject.depth + 1)
  return { plaintextHex: toHex(plaintext), ...(inner && { inner }) }
}

function generalCiphering(subject: Subject, value: GeneralCiphering): ApduForm {
  const { context, layer } = subject
  const { findings } = context
  const associated = concat(
    ...[
      value.transactionId,
      value.originatorSystemTitle,
      value.recipientSystemTitle,
      value.dateTime,
      value.otherInformation,
    ].map(lengthed),
  )
  const keys = generalKeys(context, layer, value)
  const { plaintext } = decipher(context, layer, value.content, value.originatorSystemTitle, keys, associated)
  if (plaintext !== undefined) {
    findings.facts.plaintextHex = toHex(plaintext)
    const inner = explainApdu(context, ownPassage(plaintext), subject.depth + 1)
    if (inner !== undefined) findings.facts.inner = inner
  }
  return generalCipheringForm(value)
}

const lengthed = (octets: Uint8Array): Uint8Array =>
  octets.length === 0 ? Uint8Array.of(0) : concat(Uint8Array.of(octets.length), octets)

/** The key that Key-Info names or brings along. */
function generalKeys(context: Context, layer: Layer, value: GeneralCiphering): Candidate[] {
  const { keyInfo, content } = value
  if (keyInfo?.kind === 'agreed-key') return agreedKeys(context, value, keyInfo.keyCipheredData)
  if (keyInfo?.kind !== 'wrapped-key') return candidates(context, 'global', content.control)
  const keys: Candidate[] = []
  const masters = context.keySets.filter(set => set.kek !== undefined)
  for (const set of masters) {
    try {
      const key = unwrapKey(set.kek!, keyInfo.keyCipheredData)
      context.findings.facts.unwrappedKey ??= toHex(key)
      if (key.length === 16 || key.length === 32)
        keys.push({ encryption: new CipherKey(key), authentication: set.gak })
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
  const { originatorSystemTitle, recipientSystemTitle, transactionId } = value
  const size = suite === 1 ? 64 : 96
  const onePass = ephemeral.length >= size
  const partyU = onePass ? originatorSystemTitle : concat(originatorSystemTitle, transactionId)
  return context.keySets.flatMap(({ secrets, points, gak }) =>
    secrets.flatMap(secret =>
      (onePass ? [ephemeral.subarray(0, size)] : points).flatMap(point => {
        try {
          const z = agree(suite, secret, point)
          const key = deriveKey(
            suite,
            z,
            suite === 1 ? 'AES-GCM-128' : 'AES-GCM-256',
            partyU,
            recipientSystemTitle,
          )
          return [{ encryption: new CipherKey(key), authentication: gak }]
        } catch (error) {
          if (error instanceof SecurityError) return []
          throw error
        }
      }),
    ),
  )
}

/** The signature covers all from the transaction id to the end of the content, length octets included. */
function generalSigning(subject: Subject, value: GeneralSigning): ApduForm {
  const { context, layer, passage } = subject
  const start = passage.from + 1
  const end = passageOf(passage, value.content).to
  const message = passage.octets.subarray(start, end)
  for (const { originatorSigningPublicKey: point } of context.keySets) {
    const suite = point && suiteOfPublicKey(point)
    if (point === undefined || suite === undefined) continue
    try {
      const valid = verifySignature(suite, point, message, value.signature)
      context.findings.facts.signatureValid = valid
      if (valid) break
    } catch (error) {
      if (!(error instanceof SecurityError)) throw error
      context.findings.fault(layer, 'signature', layer.from, error.message)
    }
  }
  const inner = explainApdu(context, passageOf(passage, value.content), subject.depth + 1)
  if (inner !== undefined) context.findings.facts.inner = inner
  return generalSigningForm(value)
}

function generalBlock(subject: Subject, value: GeneralBlockTransfer): ApduForm {
  const { context } = subject
  const { lastBlock } = value.blockControl
  // A block without data only acknowledges.
  const whole =
    value.blockData.length === 0
      ? undefined
      : takeBlock(context, 'general', value.blockNumber, lastBlock, value.blockData)
  if (whole !== undefined) {
    context.findings.facts.reassembledHex = toHex(whole)
    const inner = explainApdu(context, ownPassage(whole), subject.depth + 1)
    if (inner !== undefined) context.findings.facts.inner = inner
  }
  return generalBlockTransferForm(value)
}

function noteDedicatedKey(context: Context, apdu: Apdu): void {
  if (apdu.apdu !== 'initiate-request') return
  const key = apdu.value.dedicatedKey
  context.known.dedicated = key?.length === 16 || key?.length === 32 ? new CipherKey(key) : undefined
}
