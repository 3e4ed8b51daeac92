import { DecodeError } from '@ferraris/bytes'
import { axdr, type Codec, decodeField, mapped } from '@ferraris/codec'

/**
 * A long frame of EN 13757-2 that carries a part of a DLMS APDU (EN 13757-1, 7; as the customer ports of Austrian and
 * Nordic meters use it): 68 L L 68, control, address, CI, two service access points, data, checksum, 16.
 */
export interface MbusFrame {
  readonly control: number
  readonly address: number
  readonly segment: Segment
  readonly sourceSap: number
  readonly destinationSap: number
  readonly data: Uint8Array
}

/** CI 00 to 1F: position of this frame in its APDU. */
export interface Segment {
  readonly last: boolean
  /** 0 to 15. */
  readonly number: number
}

/** A frame as received. A receiver drops one with a wrong checksum or end; a dissector shows it. */
export interface ReceivedMbusFrame extends MbusFrame {
  readonly checksumValid: boolean
  readonly endValid: boolean
}

const start = 0x68
const stop = 0x16
/** Control, address, CI and two access points. */
const headLength = 5
/** Octets around those that L counts: 68 L L 68 before, checksum and 16 behind. */
export const longFrameOverhead = 6

/**
 * Where the long frame that begins at `from` ends. L counts up to 255 octets; Sagemcom T210-D sends more of them and lets L run
 * over (68 01 01 68 with 257). So the end is where checksum and stop fit; where they fit nowhere, it is where L says, unless that
 * is too little.
 */
export function longFrameEnd(octets: Uint8Array, from: number): number {
  const count = octets[from + 1] ?? 0
  const [end, further] = longFrameEnds(count, from)
  return count < headLength || (!isEnd(octets, from, end) && isEnd(octets, from, further)) ? further : end
}

/** The two ends that a count may mean: as it stands, and run over once. */
export function longFrameEnds(count: number, from: number): [end: number, further: number] {
  const end = from + longFrameOverhead + count
  return [end, end + 0x100]
}

function isEnd(octets: Uint8Array, from: number, end: number): boolean {
  return octets[end - 1] === stop && octets[end - 2] === sum(octets, from + 4, end - 2)
}

const header: Codec<number> = {
  shape: { kind: 'leaf', name: 'start and length' },
  encode: (writer, length) => void writer.u8(start).u8(length).u8(length).u8(start),
  decode(reader) {
    const offset = reader.offset
    const [first = 0, length = 0, again = 0, second = 0] = reader.take(4)
    if (first !== start || second !== start || length !== again)
      throw new DecodeError('unexpected', offset, 'an M-Bus long frame begins with 68 L L 68')
    return length
  },
}

const segment: Codec<Segment> = mapped(
  axdr.unsigned8,
  ({ last, number }) => (last ? 0x10 : 0) | number,
  (octet, offset) => {
    if (octet > 0x1f) {
      throw new DecodeError(
        'unexpected',
        offset,
        `CI ${octet.toString(16)} does not announce DLMS (00 to 1f)`,
      )
    }
    return { last: (octet & 0x10) !== 0, number: octet & 0x0f }
  },
  { kind: 'leaf', name: 'CI segment' },
)

function checksum(from: number): Codec<boolean> {
  return {
    shape: { kind: 'leaf', name: 'checksum' },
    encode: () => undefined,
    decode: reader => sum(reader.octets, from, reader.offset) === reader.u8(),
  }
}

const stopOctet: Codec<boolean> = {
  shape: { kind: 'leaf', name: 'stop' },
  encode: writer => void writer.u8(stop),
  decode: reader => reader.u8() === stop,
}

export const mbusFrame: Codec<ReceivedMbusFrame> = {
  shape: { kind: 'leaf', name: 'M-Bus long frame' },
  encode(writer, frame) {
    const length = headLength + frame.data.length
    if (length > 0xff) throw new RangeError(`${frame.data.length} octets do not fit into an M-Bus frame`)
    header.encode(writer, length)
    const from = writer.length
    writer.u8(frame.control).u8(frame.address)
    segment.encode(writer, frame.segment)
    writer.u8(frame.sourceSap).u8(frame.destinationSap).bytes(frame.data)
    writer.u8(sum(writer.finish(), from, writer.length)).u8(stop)
  },
  decode(reader) {
    const end = longFrameEnd(reader.octets.subarray(0, reader.end), reader.offset)
    const length = end - reader.offset - longFrameOverhead
    decodeField(reader, 'header', header)
    const from = reader.offset
    reader.need(length + 2)
    return {
      control: decodeField(reader, 'control', axdr.unsigned8),
      address: decodeField(reader, 'address', axdr.unsigned8),
      segment: decodeField(reader, 'segment', segment),
      sourceSap: decodeField(reader, 'sourceSap', axdr.unsigned8),
      destinationSap: decodeField(reader, 'destinationSap', axdr.unsigned8),
      data: decodeField(reader, 'data', axdr.octets(length - headLength)),
      checksumValid: decodeField(reader, 'checksum', checksum(from)),
      endValid: decodeField(reader, 'stop', stopOctet),
    }
  },
}

function sum(octets: Uint8Array, from: number, to: number): number {
  let total = 0
  for (const octet of octets.subarray(from, to)) total += octet
  return total & 0xff
}
