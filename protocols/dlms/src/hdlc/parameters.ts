import { DecodeError, Writer } from '@ferraris/bytes'
import { axdr, type Codec, decode, decodeField } from '@ferraris/codec'

/** What SNRM proposes and UA grants (IEC 62056-46, 6.4.4.4.3.2): lengths of information fields and windows. */
interface HdlcParameters {
  maxInfoTx?: number
  maxInfoRx?: number
  windowTx?: number
  windowRx?: number
}

const names = { 5: 'maxInfoTx', 6: 'maxInfoRx', 7: 'windowTx', 8: 'windowRx' } as const
function isKnown(id: number): id is keyof typeof names {
  return id in names
}

const groupHeader: Codec<number> = {
  shape: { kind: 'leaf', name: 'format and group identifier' },
  encode: (writer, length) => void writer.u8(0x81).u8(0x80).u8(length),
  decode(reader) {
    const offset = reader.offset
    if (reader.u8() !== 0x81 || reader.u8() !== 0x80)
      throw new DecodeError('unexpected', offset, 'HDLC parameters do not begin with 81 80')
    return reader.u8()
  },
}

/** An unsigned number of one, two or four octets, its length first. */
const number: Codec<number> = {
  shape: { kind: 'leaf', name: 'parameter value' },
  encode(writer, value) {
    const inner = new Writer(4)
    if (value < 0x100) inner.u8(value)
    else if (value < 0x10000) inner.u16(value)
    else inner.u32(value)
    axdr.octetString.encode(writer, inner.finish())
  },
  decode(reader) {
    const offset = reader.offset
    const length = reader.u8()
    if (length > 4) throw new DecodeError('unexpected', offset, `HDLC parameter of ${length} octets`)
    let value = 0
    for (let i = 0; i < length; i++) value = value * 256 + reader.u8()
    return value
  },
}

/** The information field of SNRM and UA. Identifiers that are not ours are passed over. */
export const hdlcParameters: Codec<HdlcParameters> = {
  shape: { kind: 'leaf', name: 'HDLC parameters' },
  encode(writer, value) {
    const inner = new Writer()
    for (const [id, name] of Object.entries(names)) {
      const parameter = value[name]
      if (parameter !== undefined) number.encode(inner.u8(Number(id)), parameter)
    }
    const octets = inner.finish()
    groupHeader.encode(writer, octets.length)
    writer.bytes(octets)
  },
  decode(reader) {
    const window = reader.window(decodeField(reader, 'header', groupHeader))
    const value: HdlcParameters = {}
    while (window.remaining > 0) {
      const from = window.offset
      const id = window.u8()
      const name = isKnown(id) ? names[id] : undefined
      const parameter = decodeField(window, name ?? `parameter ${id}`, number, from)
      if (name !== undefined) value[name] = parameter
    }
    return value
  },
}

/** The parameters in an information field, none if it is empty; undefined when its octets are no parameters. */
export function parametersOf(information: Uint8Array | undefined): HdlcParameters | undefined {
  if (information === undefined || information.length === 0) return {}
  try {
    return decode(hdlcParameters, information)
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}
