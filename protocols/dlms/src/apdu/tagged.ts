import { Reader, Writer } from '@ferraris/bytes'
import type { Codec } from '@ferraris/codec'

/** An APDU: its tag octet, then its content. */
export function tagged<T>(tag: number, codec: Codec<T>, value: T): Uint8Array {
  const writer = new Writer().u8(tag)
  codec.encode(writer, value)
  return writer.finish()
}

/** The content of an APDU whose tag has been looked at. Throws DecodeError. */
export function untagged<T>(codec: Codec<T>, apdu: Uint8Array): T {
  const reader = new Reader(apdu, { start: 1 })
  const value = codec.decode(reader)
  reader.finish()
  return value
}
