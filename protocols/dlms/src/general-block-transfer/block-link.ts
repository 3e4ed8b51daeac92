/*
 * General block transfer (IEC 62056-5-3, 7.3.13): any APDU, plain or protected, in numbered blocks, several of them on
 * their way at a time. Both sides run the same machine; each block carries its own number and the last one received in order.
 *
 *     client                      server
 *     1 (window 2) →                                       one block, until the peer has named its window
 *                                 ← 1 ack 1 (window 2)     empty: acknowledges and asks for more
 *     2, 3 last →                                          streamed: the rest of the request
 *                                 ← 2, 3 ack 3             the answer, as many blocks as the client takes
 *     4 ack 3 →                                            empty again
 *                                 ← 4 last ack 4
 *
 * A sender streams up to the peer's window (`streaming` in every block but the last of a burst) and waits. The peer acknowledges with
 * its next block, which has data if it has a message under way and is empty otherwise; empty blocks are numbered, too.
 *
 * A lost block shows as a gap: the receiver acknowledges the last block before it, and the sender begins again from there. What lies
 * behind the gap is kept, so only the missing ones count when they come. Silence is the client's matter: it says its last burst
 * again. The server answers whatever comes, also the second time, and never begins.
 *
 * An exchange ends when both messages are complete. A block 1 with other content then begins the next exchange; with the same content it
 * is a repetition after a lost answer.
 */

import { at, equal } from '@ferraris/bytes'
import { type GeneralBlockTransfer, generalBlockTransfer } from '../apdu/protection/general.ts'
import { tagged } from '../apdu/tagged.ts'
import { apduTags } from '../apdu/tags.ts'
import { DlmsError } from '../dlms-error.ts'
import { nothingReceived, type Receiving, receiveBlock, received } from './receiving.ts'
import {
  acknowledge,
  addEmptyBlock,
  dueBlocks,
  fillWindow,
  isUnfinished,
  nothingToSend,
  type Sending,
  type SentBlock,
} from './sending.ts'

export interface BlockLinkSettings {
  /**
   * The client drives: it repeats what it said when nothing comes, and passes over what comes twice. The server has no
   * clock: it answers whatever waits for an answer, also the second time. Were both to answer everything, one doubled
   * block would double all that follow.
   */
  readonly role: 'client' | 'server'
  /** How many blocks we take in one go, 1 to 63. */
  readonly window: number
  /** The longest APDU the peer takes, a block with its frame; 0 for no limit. */
  readonly peerPduSize: number
  /** Bound of a message put together from blocks, octets. */
  readonly maxMessageLength: number
}

/**
 * One exchange in general block transfer (IEC 62056-5-3, 7.3.13): a message in each direction at most, cut into
 * numbered blocks that acknowledge those of the other side. A sender streams as many blocks as the other side's window
 * allows, then waits; a receiver that misses one acknowledges the last before the gap and gets the rest again.
 */
export interface BlockLink {
  readonly settings: BlockLinkSettings
  readonly sending: Sending
  readonly receiving: Receiving
  /** How many blocks the peer takes in one go. One, until it has said more. */
  readonly peerWindow: number
}

export interface LinkResult {
  readonly link: BlockLink
  /** Block APDUs to send, in this order. */
  readonly blocks: readonly Uint8Array[]
  /** The peer's message, when it is complete; once in an exchange. */
  readonly message?: Uint8Array
}

/** Octets of a block APDU besides its data: tag, control, two numbers, a length of three octets. */
export const blockOverhead = 9

const highestNumber = 0xffff

export function isBlock(apdu: Uint8Array): boolean {
  return apdu[0] === apduTags['general-block-transfer']
}

export function createBlockLink(settings: BlockLinkSettings): BlockLink {
  return {
    settings,
    sending: nothingToSend,
    receiving: nothingReceived,
    peerWindow: 1,
  }
}

/** Begins to send our message. Throws DlmsError if blocks could not number it. */
export function sendMessage(link: BlockLink, message: Uint8Array): LinkResult {
  const blocks = Math.ceil(message.length / blockSize(link)) + link.sending.next
  if (blocks > highestNumber) {
    throw new DlmsError('request-too-long', `${message.length} octets in blocks of ${blockSize(link)}`)
  }
  return burst({ ...link, sending: { ...link.sending, message, cut: 0 } })
}

/** Takes a block of the peer. Throws DlmsError `response-too-long` when its message grows beyond the bound. */
export function takeBlock(link: BlockLink, block: GeneralBlockTransfer): LinkResult {
  const sending = acknowledge(link.sending, block.blockNumberAck)
  // It acknowledges what we never sent: a block of an earlier exchange.
  if (sending === undefined) return { link, blocks: [] }
  const heard = { ...link, sending, peerWindow: Math.max(1, block.blockControl.window) }
  const before = link.receiving
  if (block.blockNumber <= before.received || before.early.has(block.blockNumber))
    return onRepeated(heard, block)
  const { window, maxMessageLength } = link.settings
  const receiving = receiveBlock(before, block, window, maxMessageLength)
  const next = { ...heard, receiving }
  if (receiving.complete && !before.complete) return { link: next, blocks: [], message: received(receiving) }
  // A gap that closes ends the wait of a peer after its last block overtook the others.
  const closed = receiving.received > before.received && receiving.awaited > before.received
  const waits = !block.blockControl.streaming || (closed && receiving.received >= receiving.awaited)
  return waits ? answer(next, block) : { link: next, blocks: [] }
}

/** A block that we have already, or one that has no number. */
function onRepeated(link: BlockLink, { blockNumber, blockControl }: GeneralBlockTransfer): LinkResult {
  if (blockNumber !== 0 && (link.settings.role === 'client' || blockControl.streaming))
    return { link, blocks: [] }
  return link.sending.unacknowledged.length > 0 ? burst(link) : { link, blocks: [] }
}

function answer(link: BlockLink, block: GeneralBlockTransfer): LinkResult {
  if (isUnfinished(link.sending)) return burst(link)
  const misses = link.receiving.early.size > 0
  return block.blockData.length > 0 || misses ? acknowledgement(link) : { link, blocks: [] }
}

/** Says again what the peer may have missed, because nothing has come for a while. */
export function repeat(link: BlockLink): LinkResult {
  const { unacknowledged } = link.sending
  return unacknowledged.length === 0 ? acknowledgement(link) : burst(link)
}

/** Whether a block begins another exchange than the one that this link has finished. */
export function beginsAnew(
  { receiving }: BlockLink,
  { blockNumber, blockData }: GeneralBlockTransfer,
): boolean {
  return blockNumber === 1 && blockData.length > 0 && !isFirstBlock(receiving, blockData)
}

function isFirstBlock({ last }: Receiving, octets: Uint8Array): boolean {
  let first = last
  while (first?.before !== undefined) first = first.before
  return first !== undefined && equal(first.octets, octets)
}

/** What is unacknowledged and what the window has room for besides. */
function burst(link: BlockLink): LinkResult {
  const sending = fillWindow(link.sending, link.peerWindow, blockSize(link))
  const next = { ...link, sending }
  const due = dueBlocks(sending, link.peerWindow)
  return { link: next, blocks: due.map((block, i) => encodeBlock(next, block, i < due.length - 1)) }
}

/** Asks for more. A server has its message still to come; a client has said all by then. */
function acknowledgement(link: BlockLink): LinkResult {
  const next = { ...link, sending: addEmptyBlock(link.sending, link.settings.role === 'client') }
  return {
    link: next,
    blocks: [
      encodeBlock(next, at(next.sending.unacknowledged, next.sending.unacknowledged.length - 1), false),
    ],
  }
}

function encodeBlock(
  link: BlockLink,
  { number, lastBlock, octets }: SentBlock,
  streaming: boolean,
): Uint8Array {
  return tagged(apduTags['general-block-transfer'], generalBlockTransfer, {
    blockControl: { lastBlock, streaming, window: link.settings.window },
    blockNumber: number,
    blockNumberAck: link.receiving.received,
    blockData: octets,
  })
}

function blockSize({ settings: { peerPduSize } }: BlockLink): number {
  return peerPduSize === 0 ? 0xffff - blockOverhead : Math.max(1, peerPduSize - blockOverhead)
}
