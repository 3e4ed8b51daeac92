import { DecodeError, type Reader, type Writer } from '@ferraris/bytes'
import { type Codec, EncodeError } from '@ferraris/codec'
import { type DateTime, dateTimeAt, decodeDateTime, encodeDateTime, instantOf, zone } from '@ferraris/cosem'
import type { LayoutField, WireType } from './layout.ts'

interface Integer {
  readonly octets: 1 | 2 | 4
  readonly lowest: number
  readonly highest: number
  write(writer: Writer, value: number): void
  read(reader: Reader): number
}

function unsigned(octets: 1 | 2 | 4, write: Integer['write'], read: Integer['read']): Integer {
  return { octets, lowest: 0, highest: 2 ** (8 * octets) - 1, write, read }
}
function signed(octets: 1 | 2 | 4, write: Integer['write'], read: Integer['read']): Integer {
  const half = 2 ** (8 * octets - 1)
  return { octets, lowest: -half, highest: half - 1, write, read }
}

const integers: Readonly<Partial<Record<WireType, Integer>>> = {
  unsigned: unsigned(
    1,
    (writer, value) => void writer.u8(value),
    reader => reader.u8(),
  ),
  'long-unsigned': unsigned(
    2,
    (writer, value) => void writer.u16(value),
    reader => reader.u16(),
  ),
  'double-long-unsigned': unsigned(
    4,
    (writer, value) => void writer.u32(value),
    reader => reader.u32(),
  ),
  integer: signed(
    1,
    (writer, value) => void writer.i8(value),
    reader => reader.i8(),
  ),
  long: signed(
    2,
    (writer, value) => void writer.i16(value),
    reader => reader.i16(),
  ),
  'double-long': signed(
    4,
    (writer, value) => void writer.i32(value),
    reader => reader.i32(),
  ),
}

/** Whether values of the type are numbers. */
export function isInteger(type: WireType): boolean {
  return integers[type] !== undefined
}

/** The codec of one field: the value in its unit, range and length checked. */
export function fieldCodec(field: LayoutField): Codec<unknown> {
  const integer = integers[field.type]
  if (integer !== undefined) return integerCodec(field, integer)
  if (field.type === 'visible-string') return textCodec(field)
  const moments = momentCodec(field.type === 'date' ? 5 : 12)
  return field.unit === 'instant' ? instantCodec(moments) : moments
}

function integerCodec({ name, factor = 1 }: LayoutField, integer: Integer): Codec<unknown> {
  const { octets, lowest, highest } = integer
  return {
    shape: { kind: lowest < 0 ? 'signed' : 'unsigned', bits: 8 * octets },
    encode(writer, value) {
      const number = factor === 1 ? Number(value) : Math.round(Number(value) / factor)
      if (!Number.isInteger(number) || number < lowest || number > highest)
        throw new EncodeError(`${name}: ${value} is no whole number from ${lowest} to ${highest}`)
      integer.write(writer, number)
    },
    decode: factor === 1 ? integer.read : reader => scaled(integer.read(reader), factor),
  }
}

/** 2301 × 0.1 as 230.1, not as 230.10000000000002. */
function scaled(number: number, factor: number): number {
  return factor < 1 ? number / Math.round(1 / factor) : number * factor
}

function textCodec({ name, longest = 16, padded = false }: LayoutField): Codec<unknown> {
  return {
    shape: { kind: 'octets' },
    encode(writer, value) {
      const text = padded ? String(value).padEnd(longest) : String(value)
      if (text.length > longest || /[^\x20-\xff]/.test(text))
        throw new EncodeError(`${name}: not a text of up to ${longest} characters of ISO 8859-1`)
      writer.u8(text.length).latin1(text)
    },
    decode(reader) {
      const offset = reader.offset
      const length = reader.u8()
      if (length > longest)
        throw new DecodeError('limit', offset, `text of ${length} octets, at most ${longest}`)
      const text = reader.latin1(length)
      return padded ? text.trimEnd() : text
    },
  }
}

const unspecifiedTime = [0xff, 0xff, 0xff, 0xff, 0x80, 0x00, 0xff]

/** A date-time of 12 octets, or the date of 5 that it begins with. */
function momentCodec(length: 5 | 12): Codec<DateTime> {
  return {
    shape: { kind: 'octets', length },
    encode: (writer, value) => void writer.bytes(encodeDateTime(value).subarray(0, length)),
    decode(reader) {
      const octets = new Uint8Array(12)
      octets.set(unspecifiedTime, 5)
      octets.set(reader.take(length))
      return decodeDateTime(octets)
    },
  }
}

const utc = zone('UTC')

/** An instant that a licensed layout writes as date-time. */
function instantCodec(moments: Codec<DateTime>): Codec<unknown> {
  return {
    shape: moments.shape,
    encode: (writer, value) => moments.encode(writer, dateTimeAt(Number(value), utc)),
    decode(reader) {
      const offset = reader.offset
      const instant = instantOf(moments.decode(reader), utc)
      if (instant === undefined)
        throw new DecodeError('unexpected', offset, 'a date-time without date or hour')
      return instant
    },
  }
}
