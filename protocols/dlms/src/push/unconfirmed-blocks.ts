import { generalBlockTransfer } from '../apdu/protection/general.ts'
import { tagged } from '../apdu/tagged.ts'
import { apduTags } from '../apdu/tags.ts'
import { blockOverhead } from '../general-block-transfer/block-link.ts'

/**
 * A message as unconfirmed blocks, for what has no answer: a window of 0 says that none will be waited for, and every
 * block streams. Each has at most `pduSize` octets. `PushAssembler` puts them together.
 */
export function unconfirmedBlocks(message: Uint8Array, pduSize: number): Uint8Array[] {
  const size = Math.max(1, pduSize - blockOverhead)
  const blocks: Uint8Array[] = []
  for (let cut = 0; cut < message.length; cut += size) {
    blocks.push(
      tagged(apduTags['general-block-transfer'], generalBlockTransfer, {
        blockControl: { lastBlock: cut + size >= message.length, streaming: true, window: 0 },
        blockNumber: blocks.length + 1,
        blockNumberAck: 0,
        blockData: message.subarray(cut, cut + size),
      }),
    )
  }
  return blocks
}
