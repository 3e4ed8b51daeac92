import { defined, equal, Reader, Writer } from '@ferraris/bytes'
import { axdr } from '@ferraris/codec'
import { generalSigning, sealedGeneralCiphering } from '../apdu/protection/general.ts'
import { tagged, untagged } from '../apdu/tagged.ts'
import { apduTags, cipheredTag, serviceCiphering } from '../apdu/tags.ts'
import { type ExchangeHeader, headerOctets, signedOctets } from './exchange-header.ts'
import {
  type KeyChoice,
  keysReceived,
  keysToSend,
  keysUnnamed,
  peerOf,
  type ReceivedChoice,
  type ReceivedKeys,
} from './keys/end-to-end-key.ts'
import type { Correspondence } from './keys/keyring.ts'
import { SuiteKeys } from './keys/suite-keys.ts'
import {
  controlByte,
  isCiphering,
  type Protection,
  protectionOf,
  securityControl,
  unprotected,
} from './security-control.ts'
import { SecurityError } from './security-error.ts'

/** The key that ciphers an APDU: one for all associations, one for this alone, one for all meters. */
export type KeyKind = 'global' | 'dedicated' | 'broadcast'

/** In which APDU protected octets travel (IEC 62056-5-3, 5.3.6 and 9.5). */
type EnvelopeForm =
  /** As they are. */
  | 'plain'
  /** glo-get-request and so on. */
  | 'service'
  /** general-glo-ciphering and general-ded-ciphering. */
  | 'general'
  /** general-ciphering with a key of that kind. */
  | KeyChoice

/** How an APDU is put into its envelope. */
export interface Envelope {
  readonly form: EnvelopeForm
  readonly key: 'global' | 'dedicated'
  readonly protection: Protection
  /** Names request and response as belonging together, where the form has a place for it. */
  readonly transactionId: Uint8Array
}

/** How an APDU came: all that is needed to answer in the same manner. */
export type ReceivedEnvelope = Omit<Envelope, 'form'> & {
  readonly form: Exclude<EnvelopeForm, KeyChoice> | ReceivedChoice
}

/** An invocation counter that has proved to be its owner's. Whether it has been used before is not looked at yet. */
export interface UsedCounter {
  readonly systemTitle: Uint8Array
  readonly key: KeyKind
  readonly value: number
}

export interface Opened {
  readonly plain: Uint8Array
  readonly envelope: ReceivedEnvelope
  /** Missing where nothing was ciphered. */
  readonly counter: UsedCounter | undefined
  /** Keys that this APDU has agreed on for those that follow. */
  readonly agreed?: SuiteKeys
}

const nothing = new Uint8Array()

/**
 * Takes an APDU out of its envelope, signed inside or outside. Verifies all it carries, but neither demands a protection
 * nor looks for replays: that is the association's business. Throws {@link SecurityError} and, for broken octets,
 * DecodeError.
 */
export function openApdu(between: Correspondence, apdu: Uint8Array): Opened {
  if (apdu[0] === apduTags['general-signing']) {
    const { header, content } = openSigned(between, apdu)
    const opened = openCiphered(between, content)
    // A transaction id is no counter: a recorded message could be sent once more.
    if (opened.counter === undefined)
      throw new SecurityError(
        'protection-too-weak',
        'a signature alone does not tell a message from its replay',
      )
    return withSignature(opened, header)
  }
  const opened = openCiphered(between, apdu)
  if (opened.counter === undefined || opened.plain[0] !== apduTags['general-signing']) return opened
  const { header, content } = openSigned(between, opened.plain)
  return withSignature({ ...opened, plain: content }, header)
}

function withSignature(opened: Opened, { transactionId }: ExchangeHeader): Opened {
  return {
    ...opened,
    envelope: {
      ...opened.envelope,
      transactionId,
      protection: { ...opened.envelope.protection, signed: true },
    },
  }
}

function openCiphered(between: Correspondence, apdu: Uint8Array): Opened {
  const tag = apdu[0] ?? 0
  if (tag === apduTags['general-ciphering']) return openEndToEnd(between, apdu)
  const general = tag === apduTags['general-glo-ciphering'] || tag === apduTags['general-ded-ciphering']
  const service = serviceCiphering(tag)
  if (!general && service === undefined) return { plain: apdu, envelope: plainEnvelope, counter: undefined }
  const reader = new Reader(apdu, { start: 1 })
  const systemTitle = general ? axdr.octetString.decode(reader) : between.peerTitle
  const octets = axdr.octetString.decode(reader)
  reader.finish()
  if (systemTitle?.length !== 8) throw new SecurityError('key-missing', 'no system title of 8 octets')
  const dedicated = tag === apduTags['general-ded-ciphering'] || service?.key === 'dedicated'
  const [keys, key] = dedicated ? dedicatedKeys(between) : globalKeys(between, octets)
  const { control, invocationCounter, plaintext } = keys.unprotect(systemTitle, octets)
  return {
    plain: plaintext,
    envelope: {
      form: general ? 'general' : 'service',
      key: dedicated ? 'dedicated' : 'global',
      protection: protectionOf(control),
      transactionId: nothing,
    },
    counter: { systemTitle, key, value: invocationCounter },
  }
}

const plainEnvelope: ReceivedEnvelope = {
  form: 'plain',
  key: 'global',
  protection: unprotected,
  transactionId: nothing,
}

function dedicatedKeys({ dedicated }: Correspondence): [SuiteKeys, 'dedicated'] {
  if (dedicated === undefined) throw new SecurityError('key-missing', 'no dedicated key was given')
  return [dedicated, 'dedicated']
}

function globalKeys({ ring }: Correspondence, octets: Uint8Array): [SuiteKeys, 'global' | 'broadcast'] {
  if (!((octets[0] ?? 0) & securityControl.broadcastKey)) return [ring.keys, 'global']
  if (ring.broadcastKeys === undefined) throw new SecurityError('key-missing', 'no broadcast key is held')
  return [ring.broadcastKeys, 'broadcast']
}

function openEndToEnd(between: Correspondence, apdu: Uint8Array): Opened {
  const { keyInfo, content, ...header } = untagged(sealedGeneralCiphering, apdu)
  checkAddressee(between, header)
  const systemTitle = header.originatorSystemTitle
  const beyond = headerOctets(header)
  const candidates = keyInfo === undefined ? keysUnnamed(between) : [keysReceived(between, keyInfo, header)]
  const [[keys, form, key], { control, invocationCounter, plaintext }] = firstThatOpens(candidates, keys =>
    keys.unprotect(systemTitle, content, beyond),
  )
  return {
    ...(keyInfo?.kind === 'agreed-key' && { agreed: keys }),
    plain: plaintext,
    envelope: {
      form,
      key: 'global',
      protection: protectionOf(control),
      transactionId: header.transactionId,
    },
    counter: { systemTitle, key, value: invocationCounter },
  }
}

/** The first keys that open, with what they give; where none does, the error of the first. */
function firstThatOpens<T>(
  candidates: readonly ReceivedKeys[],
  open: (keys: SuiteKeys) => T,
): readonly [ReceivedKeys, T] {
  let fault: SecurityError | undefined
  for (const candidate of candidates) {
    try {
      return [candidate, open(candidate[0])]
    } catch (error) {
      if (!(error instanceof SecurityError)) throw error
      fault ??= error
    }
  }
  throw defined(fault, 'an error of the keys')
}

function openSigned(between: Correspondence, apdu: Uint8Array) {
  const { content, signature, ...header } = untagged(generalSigning, apdu)
  checkAddressee(between, header)
  const signer = peerOf(between.ring.signing, header.originatorSystemTitle)
  if (!signer.verify(signedOctets(header, content), signature))
    throw new SecurityError('signature-mismatch', 'the signature does not verify')
  return { header, content }
}

/** Sender and addressee: octets for another meter, or from another client, are not for us. */
function checkAddressee({ ownTitle, peerTitle }: Correspondence, header: ExchangeHeader): void {
  const { originatorSystemTitle: from, recipientSystemTitle: to } = header
  if (from.length !== 8 || (peerTitle !== undefined && !equal(from, peerTitle)))
    throw new SecurityError('key-missing', 'the originator is not the party of this association')
  if (!equal(to, ownTitle)) throw new SecurityError('key-missing', 'the recipient is another')
}

/** Octets to send, and the keys that they agree on for those that follow. */
interface Sealed {
  readonly octets: Uint8Array
  readonly agreed?: SuiteKeys
}

/** Puts an APDU into its envelope; `counter` is ours and has never been used. Throws {@link SecurityError}. */
export function sealApdu(
  between: Correspondence,
  envelope: Envelope,
  counter: number,
  plain: Uint8Array,
): Sealed {
  const { protection } = envelope
  const sealed = isCiphering(protection) ? cipher(between, envelope, counter, plain) : { octets: plain }
  return protection.signed === true ? { ...sealed, octets: sign(between, envelope, sealed.octets) } : sealed
}

function cipher(between: Correspondence, envelope: Envelope, counter: number, plain: Uint8Array): Sealed {
  const { form, key, protection } = envelope
  const { ring, ownTitle } = between
  if (typeof form === 'object') return cipherEndToEnd(between, envelope, form, counter, plain)
  const [keys] = key === 'dedicated' ? dedicatedKeys(between) : [ring.keys]
  const octets = keys.protect(controlByte(protection), ownTitle, counter, plain)
  const writer = new Writer(octets.length + 16)
  // Services without a ciphered form of their own, ACCESS for one, have only the general one.
  const tag = form === 'general' ? undefined : cipheredTag(plain[0] ?? 0, key)
  if (tag !== undefined) writer.u8(tag)
  else {
    writer.u8(apduTags[key === 'global' ? 'general-glo-ciphering' : 'general-ded-ciphering'])
    axdr.octetString.encode(writer, ownTitle)
  }
  axdr.octetString.encode(writer, octets)
  return { octets: writer.finish() }
}

function cipherEndToEnd(
  between: Correspondence,
  envelope: Envelope,
  choice: KeyChoice,
  counter: number,
  plain: Uint8Array,
): Sealed {
  const header = headerFor(between, envelope)
  const [keys, keyInfo] = keysToSend(between, choice, header)
  const control = controlByte(envelope.protection)
  const content = keys.protect(control, between.ownTitle, counter, plain, headerOctets(header))
  const octets = tagged(apduTags['general-ciphering'], sealedGeneralCiphering, {
    ...header,
    ...(keyInfo && { keyInfo }),
    content,
  })
  return { octets, ...(keyInfo?.kind === 'agreed-key' && { agreed: keys }) }
}

function sign(between: Correspondence, envelope: Envelope, content: Uint8Array): Uint8Array {
  const { signing } = between.ring
  if (signing === undefined) throw new SecurityError('key-missing', 'no key pair is held to sign')
  const header = headerFor(between, envelope)
  const signature = signing.own.sign(signedOctets(header, content))
  return tagged(apduTags['general-signing'], generalSigning, { ...header, content, signature })
}

function headerFor({ ownTitle, peerTitle }: Correspondence, { transactionId }: Envelope): ExchangeHeader {
  if (peerTitle === undefined)
    throw new SecurityError('key-missing', 'the system title of the peer is unknown')
  return {
    transactionId,
    originatorSystemTitle: ownTitle,
    recipientSystemTitle: peerTitle,
    dateTime: nothing,
    otherInformation: nothing,
  }
}

/** Tag, transaction id, titles and empty fields in front of the content. */
const headerLength = 1 + 9 + 9 + 9 + 1 + 1
const lengthOctets = 3

/** As many octets as an envelope adds to an APDU at most. */
export function envelopeLength(
  form: ReceivedEnvelope['form'],
  protection: Protection,
  keys: SuiteKeys,
): number {
  const pointLength = keys.suite === 2 ? 96 : 64
  const signature = protection.signed === true ? headerLength + lengthOctets + 2 + pointLength : 0
  if (!isCiphering(protection)) return signature
  const content = SuiteKeys.protectedLength(controlByte(protection), 0) + lengthOctets
  // Key-Info: presence, choice, and for an agreed key its parameters, the ephemeral key and its signature.
  if (typeof form === 'object') return signature + content + headerLength + 6 + 2 * pointLength
  return signature + content + 1 + 9
}
