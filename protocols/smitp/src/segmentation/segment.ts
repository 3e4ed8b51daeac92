import { DecodeError } from '@ferraris/bytes'
import { axdr, type Codec, decode, decodeField, EncodeError, encode, mapped, rest } from '@ferraris/codec'
import { unsigned16le } from '../little-endian.ts'
import { maxLsdu } from '../mac/frame.ts'

/** One of up to 16 parts of a message that does not fit into an LSDU. */
export interface Segment {
  readonly kind: 'segment'
  /** Tells messages apart: 0 to 7, in turn. */
  readonly message: number
  /** 0 to 15. */
  readonly number: number
  /** Further segments follow. */
  readonly more: boolean
  /** At most {@link maxSegmentData} octets. */
  readonly data: Uint8Array
}

/** Which segments of a message have come: bit n for segment n. Asks for the others. */
export interface Receipt {
  readonly kind: 'receipt'
  readonly message: number
  readonly received: number
}

/** Octets of a segment behind its header. */
const maxSegmentData = maxLsdu - 1
const maxSegments = 16
/** Longest message that segments carry. */
export const maxSegmentedMessage = maxSegments * maxSegmentData

const lastNumber = maxSegments - 1

/** Bit 7 more, bits 6 to 4 message, bits 3 to 0 number. The header's octet is our choice, as all of S&R. */
const header: Codec<{ more: boolean; message: number; number: number }> = mapped(
  axdr.unsigned8,
  ({ more, message, number }) => (Number(more) << 7) | ((message & 7) << 4) | (number & 0xf),
  octet => ({ more: octet > 0x7f, message: (octet >> 4) & 7, number: octet & 0xf }),
  { kind: 'leaf', name: 'S&R header' },
)

/** An LSDU under the segmentation bit of LLC control. Behind segment 15 none can follow: with "more" it is a receipt. */
export const segmentedLsdu: Codec<Segment | Receipt> = {
  shape: { kind: 'leaf', name: 'segment' },
  encode(writer, value) {
    if (value.kind === 'receipt') {
      header.encode(writer, { more: true, message: value.message, number: lastNumber })
      unsigned16le.encode(writer, value.received)
      return
    }
    if (
      value.data.length > maxSegmentData ||
      value.number > lastNumber ||
      (value.more && value.number === lastNumber)
    )
      throw new EncodeError(`segment ${value.number} of ${value.data.length} octets`)
    header.encode(writer, value)
    writer.bytes(value.data)
  },
  decode(reader) {
    const { more, message, number } = decodeField(reader, 'header', header)
    if (more && number === lastNumber)
      return { kind: 'receipt', message, received: decodeField(reader, 'received', unsigned16le) }
    if (reader.remaining > maxSegmentData)
      throw new DecodeError('limit', reader.offset, `a segment of ${reader.remaining} octets`)
    return { kind: 'segment', message, number, more, data: decodeField(reader, 'data', rest) }
  },
}

export function encodeSegment(value: Segment | Receipt): Uint8Array {
  return encode(segmentedLsdu, value)
}

/** Throws DecodeError. */
export function decodeSegment(lsdu: Uint8Array): Segment | Receipt {
  return decode(segmentedLsdu, lsdu)
}

/** A message in segments; one for a short message, too. Throws EncodeError beyond 16 segments. */
export function segments(message: number, octets: Uint8Array): Segment[] {
  if (octets.length > maxSegmentedMessage)
    throw new EncodeError(`a message of ${octets.length} octets, segments carry ${maxSegmentedMessage}`)
  const count = Math.max(1, Math.ceil(octets.length / maxSegmentData))
  return Array.from({ length: count }, (_, number) => ({
    kind: 'segment',
    message: message & 7,
    number,
    more: number < count - 1,
    data: octets.subarray(number * maxSegmentData, (number + 1) * maxSegmentData),
  }))
}

/** Those that the receipt lacks. */
export function missing(all: readonly Segment[], { received }: Receipt): Segment[] {
  return all.filter(({ number }) => ((received >> number) & 1) === 0)
}
