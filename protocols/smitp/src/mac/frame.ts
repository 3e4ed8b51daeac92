import { crc32, DecodeError, Reader, Writer } from '@ferraris/bytes'
import { axdr, type Codec, decode, decodeField, EncodeError } from '@ferraris/codec'
import { type Address, isSection, onAirAddress, sectionEntry } from './address.ts'
import { frameControl, type LlcControl, llcControl } from './control.ts'
import type { Discipline } from './discipline.ts'
import { type Ecc, lsap } from './lsap.ts'

/** A frame of MAC and LLC. */
export interface MacFrame {
  /** The next node: the first repeater, or the destination of a direct frame. */
  readonly address: Address
  /** The way from there on, the destination last; empty in a direct frame (NOR 1). At most {@link maxRoute}. */
  readonly route: readonly Address[]
  readonly discipline: Discipline
  readonly control: LlcControl
  /** The user of the LLC that it is for, see `dsaps`. */
  readonly dsap: number
  readonly ecc: Ecc
  /** At most {@link maxLsdu} octets. */
  readonly lsdu: Uint8Array
}

/** Longest LSDU, octets. */
export const maxLsdu = 128
/** Entries that CTL can count. */
const maxRoute = 8
/** Octets of a direct frame beside its LSDU: LT, address, CTL, LLC control, LSAP, CRC. */
export const frameOverhead = 14
const crcLength = 4

/**
 * The PSDU: LT, ADDRESS, CTL, route, LLC control, LSAP, LSDU, CRC. Not public and therefore our choice: LT counts the
 * octets behind it, the octet that hosts see between route and LLC control is not sent, and the CRC covers everything
 * between LT and itself, low octet first, as ST's modems do by default.
 */
export const macFrame: Codec<MacFrame> = {
  shape: { kind: 'leaf', name: 'MAC frame' },
  encode(writer, frame) {
    const { address, route, discipline, control, dsap, ecc, lsdu } = frame
    if (lsdu.length > maxLsdu)
      throw new EncodeError(`an LSDU of ${lsdu.length} octets, at most ${maxLsdu} are allowed`)
    if (route.length > maxRoute)
      throw new EncodeError(`a route of ${route.length} entries behind the first, at most ${maxRoute}`)
    const body = new Writer(frameOverhead + lsdu.length + 6 * route.length)
    onAirAddress.encode(body, address)
    frameControl.encode(body, { entries: route.length, discipline })
    const entry = routeEntry(address)
    for (const node of route) entry.encode(body, node)
    llcControl.encode(body, control)
    lsap.encode(body, { dsap, ecc })
    const octets = body.bytes(lsdu).finish()
    writer.u8(octets.length + crcLength).bytes(octets)
    crcField.encode(writer, crc32(octets))
  },
  decode(reader) {
    const length = decodeField(reader, 'length', axdr.unsigned8)
    const body = reader.window(length)
    const start = body.offset
    const address = decodeField(body, 'address', onAirAddress)
    const { entries, discipline } = decodeField(body, 'ctl', frameControl)
    const route: Address[] = []
    for (let i = 0; i < entries; i++) route.push(decodeField(body, `route ${i + 1}`, routeEntry(address)))
    const control = decodeField(body, 'control', llcControl)
    const { dsap, ecc } = decodeField(body, 'lsap', lsap)
    const lsdu = decodeField(body, 'lsdu', lsduBefore(crcLength))
    const expected = crc32(body.octets, start, body.offset)
    decodeField(body, 'crc', checked(expected))
    return { address, route, discipline, control, dsap, ecc, lsdu }
  },
}

/** The PSDU of a frame. Throws EncodeError for what the format cannot carry. */
export function encodeFrame(frame: MacFrame): Uint8Array {
  const writer = new Writer(frameOverhead + frame.lsdu.length + 6 * frame.route.length)
  macFrame.encode(writer, frame)
  return writer.finish()
}

/** The frame that fills a PSDU. Throws DecodeError; a transmission error is almost always `checksum`. */
export function decodeFrame(psdu: Uint8Array): MacFrame {
  return decode(macFrame, psdu)
}

/** The frame that was received last: the stations of a simulated line receive one after the other what is one frame. */
let last: { readonly psdu: Uint8Array; readonly frame: MacFrame } | undefined

/**
 * The frame that a station has received; undefined for what the line has damaged, or what no frame can be. That is
 * common: length and CRC are looked at first, and no error is made of them. Octets that were received must not be changed.
 */
export function receivedFrame(psdu: Uint8Array): MacFrame | undefined {
  if (last?.psdu === psdu) return last.frame
  const body = psdu.length - crcLength
  if (body < 1 || psdu[0] !== psdu.length - 1) return undefined
  if (crcField.decode(new Reader(psdu.subarray(body))) !== crc32(psdu, 1, body)) return undefined
  try {
    const frame = decodeFrame(psdu)
    last = { psdu, frame }
    return frame
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}

/** Entries of a route are as long as its first address makes them: 2 octets behind a section address, else 6. */
function routeEntry(first: Address): Codec<Address> {
  return isSection(first) ? (sectionEntry(first) as Codec<Address>) : onAirAddress
}

/** All that the window holds before the last `count` octets, within the bound of an LSDU. */
function lsduBefore(count: number): Codec<Uint8Array> {
  return {
    shape: { kind: 'octets' },
    encode: (writer, value) => void writer.bytes(value),
    decode(reader) {
      reader.need(count)
      const length = reader.remaining - count
      if (length > maxLsdu)
        throw new DecodeError(
          'limit',
          reader.offset,
          `an LSDU of ${length} octets, at most ${maxLsdu} allowed`,
        )
      return reader.take(length)
    },
  }
}

const crcField: Codec<number> = {
  shape: { kind: 'unsigned', bits: 32 },
  encode: (writer, crc) =>
    void writer
      .u8(crc)
      .u8(crc >>> 8)
      .u8(crc >>> 16)
      .u8(crc >>> 24),
  decode: (reader: Reader) =>
    (reader.u8() | (reader.u8() << 8) | (reader.u8() << 16) | (reader.u8() << 24)) >>> 0,
}

function checked(expected: number): Codec<number> {
  return {
    ...crcField,
    decode(reader) {
      const offset = reader.offset
      const crc = crcField.decode(reader)
      if (crc !== expected)
        throw new DecodeError('checksum', offset, 'the CRC-32 does not fit the octets of the frame')
      return crc
    },
  }
}
