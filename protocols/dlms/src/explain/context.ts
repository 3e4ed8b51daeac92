import { concat } from '@ferraris/bytes'
import type { CipherKey } from '../security/cipher-key.ts'
import type { Findings } from './findings.ts'
import type { KeySet } from './key-sets.ts'

export type Side = 'client' | 'server'

/** What is known beyond the APDU at hand: keys, and what earlier APDUs of the conversation told. */
export interface Context {
  readonly keySets: readonly KeySet[]
  readonly known: {
    /** System titles that association requests and responses carried. */
    client?: Uint8Array
    server?: Uint8Array
    /** The dedicated key that the client gave in its initiate-request. */
    dedicated?: CipherKey | undefined
  }
  /** Segments of a frame's message on their way, by the pair of addresses. */
  readonly segments: Map<string, Uint8Array[]>
  /** Long messages on their way, by kind. */
  readonly transfers: Map<string, Transfer>
  readonly findings: Findings
}

/** Blocks of a long message so far. */
interface Transfer {
  next: number
  length: number
  parts: Uint8Array[]
}

/** As much as is put together from blocks before it is given up. */
const maxTransfer = 16 * 1024 * 1024

/** Takes a block; returns the whole once the last one is there. Blocks out of order forget the message. */
export function takeBlock(
  { transfers }: Context,
  kind: string,
  number: number,
  last: boolean,
  octets: Uint8Array,
): Uint8Array | undefined {
  const known = number === 1 ? undefined : transfers.get(kind)
  const transfer = known ?? { next: 1, length: 0, parts: [] }
  if (number !== transfer.next || transfer.length + octets.length > maxTransfer) {
    transfers.delete(kind)
    return undefined
  }
  transfer.parts.push(octets)
  transfer.length += octets.length
  transfer.next++
  if (!last) {
    transfers.set(kind, transfer)
    return undefined
  }
  transfers.delete(kind)
  return concat(...transfer.parts)
}
