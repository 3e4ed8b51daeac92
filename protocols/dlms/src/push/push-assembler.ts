import { generalBlockTransfer } from '../apdu/protection/general.ts'
import { untagged } from '../apdu/tagged.ts'
import { apduTags } from '../apdu/tags.ts'
import { type IncomingBlocks, joinBlocks, noBlocks, takeBlock } from '../block-transfer.ts'

/**
 * Puts together what one sender pushes in unconfirmed general block transfer: without acknowledgements a block that is
 * lost costs the whole message (IEC 62056-5-3, 7.3.13).
 */
export class PushAssembler {
  readonly #limit: number
  #incoming: IncomingBlocks = noBlocks

  /** `limit` bounds a message, in octets. */
  constructor(limit = 0x10000) {
    this.#limit = limit
  }

  /**
   * Takes the next APDU and returns the whole one that it is or completes. Throws DlmsError where a block is missing or
   * the message grows too long, DecodeError for broken octets; a new message may follow.
   */
  push(apdu: Uint8Array): Uint8Array | undefined {
    if (apdu[0] !== apduTags['general-block-transfer']) return apdu
    const { blockControl, blockNumber, blockData } = untagged(generalBlockTransfer, apdu)
    // A sender that repeats a block, to be sure, does not begin a new message with it.
    if (blockNumber !== 1 && blockNumber === this.#incoming.next - 1) return undefined
    const before = blockNumber === 1 ? noBlocks : this.#incoming
    this.#incoming = noBlocks
    const incoming = takeBlock(before, blockNumber, blockData, this.#limit)
    if (blockControl.lastBlock) return joinBlocks(incoming)
    this.#incoming = incoming
    return undefined
  }
}
