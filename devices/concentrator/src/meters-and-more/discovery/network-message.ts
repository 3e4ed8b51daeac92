import { DecodeError } from '@ferraris/bytes'
import type { LineAnswer } from '@ferraris/smitp/line'
import { decodeNetworkMessage, type NetworkMessage } from '@ferraris/smitp/network'

/** The message of an answer; undefined for what is none of network management. */
export function networkMessageOf({ lsdu }: LineAnswer): NetworkMessage | undefined {
  try {
    return decodeNetworkMessage(lsdu)
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}
