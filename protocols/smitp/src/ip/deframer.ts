import { concat, Reader, u16At } from '@ferraris/bytes'
import { checkHeader, type IpMessage, ipHeaderLength, ipMessage } from './message.ts'

/**
 * Cuts a stream of octets into messages, however the connection sliced them. Holds at most one message. A header that
 * cannot be one throws DecodeError: the stream cannot be trusted any more.
 */
export class IpDeframer {
  #pending: Uint8Array = new Uint8Array()

  /** The messages that these octets complete. */
  push(octets: Uint8Array): IpMessage[] {
    const all = this.#pending.length === 0 ? octets : concat(this.#pending, octets)
    const reader = new Reader(all)
    const messages: IpMessage[] = []
    while (reader.remaining >= ipHeaderLength && whole(all, reader.offset))
      messages.push(ipMessage.decode(reader))
    this.#pending = all.subarray(reader.offset)
    return messages
  }
}

/** Whether the message that begins there is complete. Judges its header before waiting for the rest. */
function whole(octets: Uint8Array, at: number): boolean {
  const version = u16At(octets, at)
  const length = u16At(octets, at + 6)
  checkHeader({ version, length }, at)
  return octets.length - at >= ipHeaderLength + length
}
