import { concat } from '@ferraris/bytes'
import type { Layer, Passage } from '@ferraris/codec/dissect'
import type { CipherKey } from '../security/keys/cipher-key.ts'
import type { ApduForm, DlmsFindings } from './findings.ts'
import type { KeySet } from './key-sets.ts'

export type Side = 'client' | 'server'

/** A key to try, with the authentication key of its set. */
export interface Candidate {
  readonly encryption: CipherKey
  readonly authentication: Uint8Array | undefined
}

/** What is known beyond the APDU at hand: keys, and what earlier APDUs of the conversation told. */
export interface Context {
  readonly keySets: readonly KeySet[]
  readonly known: {
    /** System titles that association requests and responses carried. */
    client?: Uint8Array
    server?: Uint8Array
    /** The dedicated key that the client gave in its initiate-request. */
    dedicated?: CipherKey | undefined
    /** Keys that an earlier general-ciphering may have agreed on, for those that name none. */
    agreed?: readonly Candidate[]
  }
  /** Segments of a frame's message on their way, by the pair of addresses. */
  readonly segments: Map<string, Uint8Array[]>
  /** Long messages on their way, by kind. */
  readonly transfers: Map<string, Transfer>
  readonly findings: DlmsFindings
  /** The sender of the message at hand, in a conversation. */
  readonly from?: Side
}

/** The kind of a general block transfer: each side counts its blocks by itself. */
export function generalKind(from: Side | undefined): string {
  return `general ${from ?? ''}`
}

export function isGeneral(kind: string): boolean {
  return kind.startsWith('general ')
}

/** Blocks of a long message so far. */
export interface Transfer {
  readonly blocks: Map<number, Uint8Array>
  /** Number of the last block, once it has come. */
  last: number | undefined
  length: number
}

/** As much as is put together from blocks before it is given up. */
const maxTransfer = 16 * 1024 * 1024

/**
 * Takes a block; returns the whole once all are there, in whatever order and however often they came. Block 1 begins a
 * new message, unless it is the old one once more.
 */
export function takeBlock(
  { transfers }: Context,
  kind: string,
  number: number,
  last: boolean,
  octets: Uint8Array,
): Uint8Array | undefined {
  const known = transfers.get(kind)
  const repeated = known?.blocks.has(number) === true && number !== 1
  const begins = known === undefined || (number === 1 && known.blocks.has(1))
  const transfer: Transfer = begins ? { blocks: new Map(), last: undefined, length: 0 } : known
  if (repeated) return undefined
  transfer.blocks.set(number, octets)
  transfer.length += octets.length
  if (last) transfer.last = number
  transfers.set(kind, transfer)
  const end = transfer.last
  const done = end !== undefined && transfer.blocks.size >= end
  if (done || transfer.length > maxTransfer) transfers.delete(kind)
  return done ? whole(transfer, end) : undefined
}

/** All blocks from 1 to the last in order; `undefined` where one is missing after all. */
function whole({ blocks }: Transfer, last: number): Uint8Array | undefined {
  const parts: Uint8Array[] = []
  for (let number = 1; number <= last; number++) {
    const part = blocks.get(number)
    if (part === undefined) return undefined
    parts.push(part)
  }
  return concat(...parts)
}

/** The first block that a message with beginning and end lacks; a message cut off by the capture lacks none. */
export function missingBlock({ blocks, last }: Transfer): number | undefined {
  if (last === undefined || !blocks.has(1)) return undefined
  for (let number = 2; number < last; number++) if (!blocks.has(number)) return number
  return undefined
}

/** The first block that a message without its end lacks; blocks that only acknowledge make no message. */
export function awaitedBlock({ blocks }: Transfer): number | undefined {
  if ([...blocks.values()].every(({ length }) => length === 0)) return undefined
  let number = 1
  while (blocks.has(number)) number++
  return number
}

/** An APDU under explanation. */
export interface Subject {
  readonly context: Context
  readonly passage: Passage
  readonly layer: Layer
  /** Explains an APDU that this one carries. */
  inner(passage: Passage): ApduForm | undefined
}
