import { concat, DecodeError, Writer } from '@ferraris/bytes'
import { EncodeError } from '@ferraris/codec'
import { authenticatedTwin, plainTwin } from '../application/attribute.ts'
import { dateTimeLength, unknownDateTime } from '../application/date-time.ts'
import { maxLsdu } from '../mac/frame.ts'
import { SmitpError } from '../smitp-error.ts'
import {
  addressOf,
  type Ciphering,
  type Direction,
  directionOctet,
  keyFor,
  type SmitpSecurity,
} from './security.ts'
import type { SmitpKey } from './smitp-key.ts'
import { provenBy, tmac, tmacLength } from './tmac.ts'

const blockLength = 16

/** Under which circumstances a message is protected. */
export interface Protection {
  readonly direction: Direction
  readonly ecc: Ciphering
  /** A request uses the meter's LMON + 1, its answer the same number. Never use one twice for different requests. */
  readonly mon: bigint
}

/** A message with a verified proof. */
export interface Unprotected {
  /** The plain twin. */
  readonly lsdu: Uint8Array
  /** 8 octets, see the codec `dateTime`. */
  readonly dateTime: Uint8Array
}

/**
 * The authenticated twin of a plain LSDU: ATTR in clear, then data, DATE-TIME and TMAC, ciphered. Throws
 * {@link SmitpError} `not-protectable` for messages without a twin and EncodeError for what grows beyond an LSDU.
 */
export function protect(
  security: SmitpSecurity,
  { direction, ecc, mon }: Protection,
  lsdu: Uint8Array,
  dateTime: Uint8Array = unknownDateTime,
): Uint8Array {
  if (dateTime.length !== dateTimeLength) throw new EncodeError(`DATE-TIME has ${dateTimeLength} octets`)
  const attribute = lsdu[0] === undefined ? undefined : authenticatedTwin(lsdu[0])
  if (attribute === undefined) throw new SmitpError('not-protectable', `ATTR ${lsdu[0] ?? 'missing'}`)
  const data = concat(lsdu.subarray(1), dateTime)
  const key = keyFor(security, ecc)
  const span = concat(data, tmac(security, key, { direction, attribute, mon, data }))
  const ciphered = isCounterMode(ecc)
    ? key.ctr(counterBlock(security, direction, mon), span)
    : key.encryptBlocks(filled(span))
  if (1 + ciphered.length > maxLsdu)
    throw new EncodeError(`an LSDU of ${1 + ciphered.length} octets once protected, at most ${maxLsdu}`)
  return concat(Uint8Array.of(attribute), ciphered)
}

/**
 * The plain twin of an authenticated LSDU, once its proof has been found right for this meter, key, counter and
 * direction. Throws {@link SmitpError} `not-protected` or `not-authentic`, and DecodeError for octets that cannot be one.
 * An authenticated NACK has a form of its own, see `openRefusal`.
 */
export function unprotect(security: SmitpSecurity, protection: Protection, lsdu: Uint8Array): Unprotected {
  const unprotected = tryUnprotect(security, protection, lsdu)
  if (unprotected === undefined) throw new SmitpError('not-authentic', `ATTR ${lsdu[0]}`)
  return unprotected
}

/** The same, and undefined instead of `not-authentic`: for callers with other counters to try. */
export function tryUnprotect(
  security: SmitpSecurity,
  { direction, ecc, mon }: Protection,
  lsdu: Uint8Array,
): Unprotected | undefined {
  const [attribute] = lsdu
  if (attribute === undefined) throw new DecodeError('truncated', 0, 'an empty LSDU')
  const plain = plainTwin(attribute)
  if (plain === undefined) throw new SmitpError('not-protected', `ATTR ${attribute}`)
  const key = keyFor(security, ecc)
  const ciphered = lsdu.subarray(1)
  const spans = isCounterMode(ecc)
    ? [key.ctr(counterBlock(security, direction, mon), ciphered)]
    : candidateSpans(deciphered(key, ciphered))
  for (const span of spans) {
    const end = span.length - tmacLength
    if (end < dateTimeLength) continue
    const data = span.subarray(0, end)
    if (!provenBy(span.subarray(end), security, key, { direction, attribute, mon, data })) continue
    return {
      lsdu: concat(Uint8Array.of(plain), data.subarray(0, end - dateTimeLength)),
      dateTime: data.subarray(end - dateTimeLength),
    }
  }
  return undefined
}

function isCounterMode(ecc: Ciphering): boolean {
  return ecc === 'ctr-read' || ecc === 'ctr-write'
}

/** ACA, MON, direction (0 in faithful mode: there both directions share one key stream), 01. */
function counterBlock(security: SmitpSecurity, direction: Direction, mon: bigint): Uint8Array {
  const octet = security.mode === 'hardened' ? directionOctet[direction] : 0
  return new Writer(blockLength).bytes(addressOf(security)).u64(mon).u8(octet).u8(1).finish()
}

/** Filled up with zeros to whole blocks. */
function filled(span: Uint8Array): Uint8Array {
  const blocks = new Uint8Array(Math.ceil(span.length / blockLength) * blockLength)
  blocks.set(span)
  return blocks
}

function deciphered(key: SmitpKey, ciphered: Uint8Array): Uint8Array {
  if (ciphered.length === 0 || ciphered.length % blockLength !== 0)
    throw new DecodeError('unexpected', 1, `${ciphered.length} octets are no whole blocks of ${blockLength}`)
  return key.decryptBlocks(ciphered)
}

/** Nothing says how many zeros fill the last block: the proof tells which of these was meant. */
function* candidateSpans(blocks: Uint8Array): Generator<Uint8Array> {
  for (let end = blocks.length; end > blocks.length - blockLength; end--) {
    yield blocks.subarray(0, end)
    if (blocks[end - 1] !== 0) return
  }
}
