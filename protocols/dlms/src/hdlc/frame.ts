import { crc16X25, DecodeError, type Reader, Writer } from '@ferraris/bytes'
import { axdr, type Codec, decodeField, EncodeError } from '@ferraris/codec'
import { type HdlcAddress, hdlcAddress } from './address.ts'
import { type HdlcControl, hdlcControl } from './control.ts'

/** The octet between frames. It may occur inside a frame, too: the length says where a frame ends. */
export const flag = 0x7e

/** The longest information field and frame that the 11 bits of length allow. */
const maxLength = 0x7ff

/** A frame of format type 3 (IEC 62056-46, 6.4.1) without its flags. */
export interface HdlcFrame {
  /** More frames of the same message follow. */
  readonly segmented: boolean
  readonly destination: HdlcAddress
  readonly source: HdlcAddress
  readonly control: HdlcControl
  /** Present where the frame has one: then a header check sequence stands before it. */
  readonly information?: Uint8Array
}

/** A frame as received. A station drops one with a wrong check sequence; a dissector shows it. */
export interface ReceivedFrame extends HdlcFrame {
  /** Missing in a frame without information field: its FCS covers the header. */
  readonly hcsValid?: boolean
  readonly fcsValid: boolean
}

interface Format {
  readonly segmented: boolean
  /** Octets of the frame without flags. */
  readonly length: number
}

const format: Codec<Format> = {
  shape: { kind: 'leaf', name: 'frame format' },
  encode: (writer, { segmented, length }) => void writer.u16(0xa000 | (segmented ? 0x800 : 0) | length),
  decode(reader) {
    const offset = reader.offset
    const word = reader.u16()
    if (word >> 12 !== 0xa)
      throw new DecodeError('unexpected', offset, `frame format ${word.toString(16)} is not of type 3 (aXXX)`)
    return { segmented: (word & 0x800) !== 0, length: word & maxLength }
  },
}

/** A check sequence over the frame from `start`; low octet first. Decodes to whether it fits. */
function checkSequence(start: number): Codec<boolean> {
  return {
    shape: { kind: 'leaf', name: 'check sequence' },
    encode: () => undefined,
    decode(reader) {
      const expected = crc16X25(reader.octets, start, reader.offset)
      return (reader.u8() | (reader.u8() << 8)) === expected
    },
  }
}

export const hdlcFrame: Codec<ReceivedFrame> = {
  shape: { kind: 'leaf', name: 'HDLC frame' },
  encode: (writer, frame) => void writer.bytes(encodeHdlcFrame(frame)),
  decode(reader) {
    const start = reader.offset
    const { segmented, length } = decodeField(reader, 'format', format)
    if (length < 7) throw new DecodeError('unexpected', start, `a frame of ${length} octets`).within('format')
    const rest = reader.window(length - 2)
    const destination = decodeField(rest, 'destination', hdlcAddress)
    const source = decodeField(rest, 'source', hdlcAddress)
    const control = decodeField(rest, 'control', hdlcControl)
    const head = { segmented, destination, source, control }
    if (rest.remaining === 2) return { ...head, fcsValid: decodeField(rest, 'fcs', checkSequence(start)) }
    const hcsValid = decodeField(rest, 'hcs', checkSequence(start))
    rest.need(2)
    const octets = decodeField(rest, 'information', axdr.octets(rest.remaining - 2))
    return {
      ...head,
      hcsValid,
      information: octets,
      fcsValid: decodeField(rest, 'fcs', checkSequence(start)),
    }
  },
}

/** The octets of a frame between its flags. Throws EncodeError if the information field is too long. */
export function encodeHdlcFrame(frame: HdlcFrame): Uint8Array {
  const { destination, source, information } = frame
  const head = 2 + destination.width + source.width + 1
  const length = head + 2 + (information === undefined ? 0 : information.length + 2)
  if (length > maxLength)
    throw new EncodeError(`a frame of ${length} octets, at most ${maxLength} are allowed`)
  const writer = new Writer(length)
  format.encode(writer, { segmented: frame.segmented, length })
  hdlcAddress.encode(writer, destination)
  hdlcAddress.encode(writer, source)
  hdlcControl.encode(writer, frame.control)
  appendCheck(writer)
  if (information !== undefined) appendCheck(writer.bytes(information))
  return writer.finish()
}

/** A frame as transmitted, between two flags. */
export function encodeFlagged(frame: HdlcFrame): Uint8Array {
  const body = encodeHdlcFrame(frame)
  const octets = new Uint8Array(body.length + 2)
  octets[0] = flag
  octets.set(body, 1)
  octets[body.length + 1] = flag
  return octets
}

function appendCheck(writer: Writer): void {
  const check = crc16X25(writer.finish())
  writer.u8(check & 0xff).u8(check >> 8)
}

/** Moves a reader behind flags between frames; false when nothing follows. */
export function skipFlags(reader: Reader): boolean {
  while (reader.remaining > 0 && reader.peek() === flag) reader.offset++
  return reader.remaining > 0
}
