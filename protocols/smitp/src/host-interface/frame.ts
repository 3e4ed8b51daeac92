import { DecodeError } from '@ferraris/bytes'
import { axdr, type Codec, decodeField, EncodeError, encode, mapped } from '@ferraris/codec'
import { unsigned16le } from '../little-endian.ts'

/** What a frame between a modem and its host is, by its code (request, confirm, negative confirm, indication). */
export const hostCodes = {
  'mib-write.request': 0x08,
  'mib-write.confirm': 0x09,
  'mib-write.indication': 0x0a,
  'mib-write.negative': 0x0b,
  'mib-read.request': 0x0c,
  'mib-read.confirm': 0x0d,
  'mib-read.negative': 0x0f,
  'slave-data.request': 0x24,
  'slave-data.confirm': 0x25,
  'slave-data.indication': 0x26,
  'slave-data.negative': 0x27,
  'master-data.request': 0x28,
  'master-data.confirm': 0x29,
  'master-data.indication': 0x2a,
  'master-data.negative': 0x2b,
  'ping.request': 0x2c,
  'ping.confirm': 0x2d,
  'error.indication': 0x36,
  'reset.request': 0x3c,
  'reset.confirm': 0x3d,
  'reset.indication': 0x3e,
  'phy-data.request': 0x48,
  'phy-data.confirm': 0x49,
  'phy-data.indication': 0x4a,
  'phy-data.negative': 0x4b,
} as const
export type HostCode = keyof typeof hostCodes

/** Begin a frame, the second one a frame that is sent again. */
export const frameStart = 0x02
export const repeatStart = 0x03
/** Single octets between frames. */
export const acknowledge = 0x06
export const refuse = 0x15
/** Begins the modem's status, with an octet behind it: the answer to the host's line T_REQ. */
export const status = 0x3f

/** Longest payload: the length octet counts it and the code, less one. */
const maxHostPayload = 255

/** A frame on the serial line between modem and host. */
export interface HostFrame {
  /** Sent again: a receiver that has it already acknowledges it and does no more. */
  readonly repeat: boolean
  readonly code: HostCode
  readonly payload: Uint8Array
}

const start: Codec<boolean> = mapped(
  axdr.unsigned8,
  repeat => (repeat ? repeatStart : frameStart),
  (octet, offset) => {
    if (octet !== frameStart && octet !== repeatStart)
      throw new DecodeError('unexpected', offset, `octet ${octet} does not begin a frame (02 or 03)`)
    return octet === repeatStart
  },
  { kind: 'leaf', name: 'start' },
)

/** Start, length less one, code, payload, sum of all octets between start and itself, low octet first. */
export const hostFrame: Codec<HostFrame> = {
  shape: { kind: 'leaf', name: 'host frame' },
  encode(writer, { repeat, code, payload }) {
    if (payload.length > maxHostPayload)
      throw new EncodeError(`a payload of ${payload.length} octets, at most ${maxHostPayload}`)
    start.encode(writer, repeat)
    writer.u8(payload.length).u8(hostCodes[code]).bytes(payload)
    unsigned16le.encode(
      writer,
      payload.reduce((sum, octet) => sum + octet, payload.length + hostCodes[code]),
    )
  },
  decode(reader) {
    const repeat = decodeField(reader, 'start', start)
    const from = reader.offset
    const length = decodeField(reader, 'length', axdr.unsigned8)
    const code = decodeField(reader, 'code', axdr.enumerated(hostCodes))
    const payload = decodeField(reader, 'payload', axdr.octets(length))
    let expected = 0
    for (const octet of reader.octets.subarray(from, reader.offset)) expected += octet
    decodeField(reader, 'checksum', checksum(expected & 0xffff))
    return { repeat, code, payload }
  },
}

/** Throws EncodeError for a payload that is too long. */
export function encodeHostFrame(frame: HostFrame): Uint8Array {
  return encode(hostFrame, frame)
}

function checksum(expected: number): Codec<number> {
  return {
    ...unsigned16le,
    decode(reader) {
      const offset = reader.offset
      const sum = unsigned16le.decode(reader)
      if (sum !== expected)
        throw new DecodeError('checksum', offset, 'the sum does not fit the octets of the frame')
      return sum
    },
  }
}
