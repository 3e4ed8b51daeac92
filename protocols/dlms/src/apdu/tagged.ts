import { Reader, Writer } from '@ferraris/bytes'
import type { Codec } from '@ferraris/codec'

/** An APDU: its tag octet, then its content. */
export function tagged<T>(tag: number, codec: Codec<T>, value: T): Uint8Array {
  const writer = new Writer().u8(tag)
  codec.encode(writer, value)
  return writer.finish()
}

/** The content of an APDU behind its tag. Throws DecodeError. */
export function untagged<T>(codec: Codec<T>, apdu: Uint8Array): T {
  const reader = new Reader(apdu, { start: 1 })
  const value = codec.decode(reader)
  reader.finish()
  return value
}

/**
 * The content of an APDU of a trusted peer: octets behind the value are passed over. Servers in the field send
 * some (one widespread stack puts 18 behind its clock), and a meter that answers is worth more than a rule.
 */
export function untaggedTolerant<T>(codec: Codec<T>, apdu: Uint8Array): T {
  return codec.decode(new Reader(apdu, { start: 1 }))
}
