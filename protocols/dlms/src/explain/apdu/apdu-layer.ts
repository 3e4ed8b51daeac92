import { equal, toHex } from '@ferraris/bytes'
import { ownPassage, type Passage, passageOf } from '@ferraris/codec/dissect'
import { looksLikeP1 } from '@ferraris/iec62056-21'
import { type Apdu, anyApdu } from '../../apdu/apdu.ts'
import type { GeneralBlockTransfer } from '../../apdu/protection/general.ts'
import type { ProtectedContent } from '../../apdu/protection/protected-content.ts'
import { apduName, apduTags, serviceCiphering } from '../../apdu/tags.ts'
import { CipherKey } from '../../security/keys/cipher-key.ts'
import { type Context, generalKind, type Side, type Subject, takeBlock } from '../context.ts'
import type { ApduForm } from '../findings.ts'
import { acse } from './acse-form.ts'
import { plainForm } from './apdu-form.ts'
import { noteReadings, noteReassembled } from './contents.ts'
import { candidates, decipher } from './decipher.ts'
import { generalCiphering, generalSigning } from './end-to-end.ts'
import { generalBlockTransferForm, securityOf } from './general-form.ts'
import { p1Telegram } from './p1-text.ts'
import { aboutOf } from './title.ts'

/** APDUs may carry APDUs: deeper than this only in malice. */
const maxDepth = 8

/** Takes one APDU apart into layers and gives its form, or `undefined` with a fault noted. */
export function explainApdu(context: Context, passage: Passage, depth = 0): ApduForm | undefined {
  const { octets, from, to } = passage
  const { findings } = context
  const name = from < to ? apduName(octets[from] ?? 0) : undefined
  const remedy =
    name === undefined ? ' is none; is it wrapped in a transport, or cut off at its beginning?' : undefined
  const { layer, value } = findings.layerOver(name ?? 'apdu', anyApdu, passage, remedy)
  if (value === undefined) return undefined
  if (depth === maxDepth) {
    return void findings.fault(layer, '', from, `more than ${maxDepth} APDUs inside each other`)
  }
  const inner = (part: Passage) => explainApdu(context, part, depth + 1)
  const apdu = form({ context, passage, layer, inner }, value)
  const about = aboutOf(apdu)
  if (about !== '') layer.summary ??= about
  return apdu
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
        return ciphered(
          subject,
          apdu.apdu,
          value,
          senderTitle(context, senderOf(service.plainTag)),
          service.key,
        )
      }
      noteDedicatedKey(context, apdu)
      noteReadings(context, apdu)
      noteReassembled(context, apdu)
      return plainForm(apdu)
    }
  }
}

function userInformation(subject: Subject, information: Uint8Array | undefined) {
  if (information === undefined) return undefined
  const inner = subject.inner(passageOf(subject.passage, information))
  return inner && { userInformation: inner }
}

/** The sender of an APDU of this kind: all responses, errors and reports come from the server. */
function senderOf(tag: number): Side {
  const name = apduName(tag) ?? ''
  const byServer = /response|error|event-notification|information-report/.test(name)
  return byServer ? 'server' : 'client'
}

function senderTitle({ known, keySets }: Context, side: Side): Uint8Array | undefined {
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
  if (looksLikeP1(plaintext))
    return { plaintextHex: toHex(plaintext), inner: p1Telegram(subject.context, passage) }
  const inner = subject.inner(passage)
  return { plaintextHex: toHex(plaintext), ...(inner && { inner }) }
}

function generalBlock(subject: Subject, value: GeneralBlockTransfer): ApduForm {
  const { context } = subject
  const { blockNumber, blockData } = value
  // Each side has numbers of its own, and counts the blocks that only acknowledge: those end nothing.
  const kind = generalKind(context.from)
  const first = context.transfers.get(kind)?.blocks.get(1)
  const repeated = blockNumber === 1 && blockData.length > 0 && first !== undefined && equal(first, blockData)
  if (repeated) return generalBlockTransferForm(value)
  if (blockNumber === 1) context.transfers.delete(kind)
  const last = value.blockControl.lastBlock && blockData.length > 0
  const whole = takeBlock(context, kind, blockNumber, last, blockData)
  if (whole !== undefined) {
    context.findings.facts.reassembledHex = toHex(whole)
    const inner = subject.inner(ownPassage(whole))
    if (inner !== undefined) context.findings.facts.inner = inner
  }
  return generalBlockTransferForm(value)
}

function noteDedicatedKey(context: Context, apdu: Apdu): void {
  if (apdu.apdu !== 'initiate-request') return
  const key = apdu.value.dedicatedKey
  context.known.dedicated = key?.length === 16 || key?.length === 32 ? new CipherKey(key) : undefined
}
