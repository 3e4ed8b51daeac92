/** A-XDR leaves (IEC 61334-6): what xDLMS APDUs are written in. */
import {
  type Bits,
  DecodeError,
  defined,
  fromBits,
  octetsOfBits,
  type Reader,
  toBits,
  type Writer,
} from '@ferraris/bytes'
import { type Codec, EncodeError } from './codec.ts'
import { decodeField } from './combinators.ts'

export const unsigned8: Codec<number> = {
  shape: { kind: 'unsigned', bits: 8 },
  encode: (writer, value) => void writer.u8(value),
  decode: reader => reader.u8(),
}

export const unsigned16: Codec<number> = {
  shape: { kind: 'unsigned', bits: 16 },
  encode: (writer, value) => void writer.u16(value),
  decode: reader => reader.u16(),
}

export const unsigned32: Codec<number> = {
  shape: { kind: 'unsigned', bits: 32 },
  encode: (writer, value) => void writer.u32(value),
  decode: reader => reader.u32(),
}

export const integer8: Codec<number> = {
  shape: { kind: 'signed', bits: 8 },
  encode: (writer, value) => void writer.i8(value),
  decode: reader => reader.i8(),
}

export const integer16: Codec<number> = {
  shape: { kind: 'signed', bits: 16 },
  encode: (writer, value) => void writer.i16(value),
  decode: reader => reader.i16(),
}

export const boolean: Codec<boolean> = {
  shape: { kind: 'boolean' },
  encode: (writer, value) => void writer.u8(value ? 0xff : 0),
  decode: reader => reader.u8() !== 0,
}

/** A length: one octet below 128, else 80+n and n octets (IEC 61334-6, 5.3). */
export function writeLength(writer: Writer, length: number): void {
  if (length < 0x80) writer.u8(length)
  else if (length < 0x100) writer.u8(0x81).u8(length)
  else if (length < 0x10000) writer.u8(0x82).u16(length)
  else writer.u8(0x84).u32(length)
}

/** Reads a length of at most four octets. The caller compares it with what is left before trusting it. */
export function readLength(reader: Reader): number {
  const offset = reader.offset
  const first = reader.u8()
  if (first < 0x80) return first
  const count = first & 0x7f
  if (count === 0) throw new DecodeError('unexpected', offset, 'length octet 80 is not allowed')
  if (count > 4) throw new DecodeError('limit', offset, `length of ${count} octets`)
  let length = 0
  for (let i = 0; i < count; i++) length = length * 256 + reader.u8()
  return length
}

/** An octet string with its own length in front. */
export const octetString: Codec<Uint8Array> = {
  shape: { kind: 'octets' },
  encode(writer, value) {
    writeLength(writer, value.length)
    writer.bytes(value)
  },
  decode: reader => reader.take(readLength(reader)),
}

/** An octet string of a length that both sides know. */
export function octets(length: number): Codec<Uint8Array> {
  return {
    shape: { kind: 'octets', length },
    encode(writer, value) {
      if (value.length !== length) throw new EncodeError(`${length} octets expected, ${value.length} given`)
      writer.bytes(value)
    },
    decode: reader => reader.take(length),
  }
}

/** A bit string with its own length in bits in front. */
export const bitString: Codec<Bits> = {
  shape: { kind: 'bits' },
  encode(writer, value) {
    writeLength(writer, value.length)
    writer.bytes(fromBits(value))
  },
  decode(reader) {
    const count = readLength(reader)
    return toBits(reader.take(octetsOfBits(count)), count)
  },
}

/** A named number of one octet. */
export function enumerated<const V extends Readonly<Record<string, number>>>(
  values: V,
): Codec<keyof V & string> {
  const names = new Map(Object.entries(values).map(([name, value]) => [value, name as keyof V & string]))
  return {
    shape: { kind: 'enumeration', values },
    encode: (writer, value) => void writer.u8(defined(values[value], value)),
    decode(reader) {
      const offset = reader.offset
      const name = names.get(reader.u8())
      if (name === undefined) {
        throw new DecodeError('unexpected', offset, `value ${reader.octets[offset]} has no meaning here`)
      }
      return name
    },
  }
}

/** A field that a leading octet announces (IEC 61334-6, 6.11). */
export function optional<T>(codec: Codec<T>): Codec<T | undefined> {
  return {
    shape: { kind: 'optional', of: codec.shape },
    encode(writer, value) {
      writer.u8(value === undefined ? 0 : 1)
      if (value !== undefined) codec.encode(writer, value)
    },
    decode: reader => (reader.u8() === 0 ? undefined : codec.decode(reader)),
  }
}

/** A field with a default value, left out when it has it (IEC 61334-6, 6.12). */
export function defaulted<T>(codec: Codec<T>, value: T): Codec<T> {
  return {
    // Optional on the wire only: decoding always gives a value.
    shape: codec.shape,
    encode(writer, given) {
      writer.u8(given === value ? 0 : 1)
      if (given !== value) codec.encode(writer, given)
    },
    decode: reader => (reader.u8() === 0 ? value : codec.decode(reader)),
  }
}

/** Any number of values of one kind, their count first. */
export function listOf<T>(codec: Codec<T>): Codec<T[]> {
  return {
    shape: { kind: 'list', of: codec.shape },
    encode(writer, values) {
      writeLength(writer, values.length)
      for (const value of values) codec.encode(writer, value)
    },
    decode(reader) {
      const offset = reader.offset
      const count = readLength(reader)
      // Every element takes at least one octet, so a larger count is a lie: refuse it before making room.
      if (count > reader.remaining) {
        throw new DecodeError(
          'truncated',
          offset,
          `${count} elements announced, ${reader.remaining} octets left`,
        )
      }
      const values: T[] = []
      for (let i = 0; i < count; i++) values.push(decodeField(reader, String(i), codec))
      return values
    },
  }
}
