import type { Codec } from '@ferraris/codec'

/** Numbers in SMITP bodies go low octet first; only what enters the cryptography is big endian. */
export const unsigned16le: Codec<number> = {
  shape: { kind: 'unsigned', bits: 16 },
  encode: (writer, value) => void writer.u8(value).u8(value >>> 8),
  decode: reader => reader.u8() | (reader.u8() << 8),
}

export const unsigned32le: Codec<number> = {
  shape: { kind: 'unsigned', bits: 32 },
  encode: (writer, value) =>
    void writer
      .u8(value)
      .u8(value >>> 8)
      .u8(value >>> 16)
      .u8(value >>> 24),
  decode: reader => (reader.u8() | (reader.u8() << 8) | (reader.u8() << 16) | (reader.u8() << 24)) >>> 0,
}

export const signed32le: Codec<number> = {
  shape: { kind: 'signed', bits: 32 },
  encode: unsigned32le.encode,
  decode: reader => unsigned32le.decode(reader) | 0,
}

/** The number of four octets at `at`, low octet first. The caller checks that they are there. */
export function u32LeAt(octets: Uint8Array, at: number): number {
  const low = (octets[at] ?? 0) | ((octets[at + 1] ?? 0) << 8)
  return (low | ((octets[at + 2] ?? 0) << 16) | ((octets[at + 3] ?? 0) << 24)) >>> 0
}
