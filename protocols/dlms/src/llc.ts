import { DecodeError } from '@ferraris/bytes'
import type { Codec } from '@ferraris/codec'

/** The LLC header in front of an APDU in HDLC (IEC 62056-46, 5.3.2): the direction. */
type Llc = 'command' | 'response'

/** Destination and source LSAP E6 E6 or E6 E7, quality 00. Some push meters send E6 E7 without having been asked. */
export const llc: Codec<Llc> = {
  shape: { kind: 'enumeration', values: { command: 0xe6e600, response: 0xe6e700 } },
  encode: (writer, value) => void writer.u16(value === 'command' ? 0xe6e6 : 0xe6e7).u8(0),
  decode(reader) {
    const offset = reader.offset
    const lsaps = reader.u16()
    const quality = reader.u8()
    if (quality === 0 && lsaps === 0xe6e6) return 'command'
    if (quality === 0 && lsaps === 0xe6e7) return 'response'
    throw new DecodeError('unexpected', offset, 'no LLC header (e6 e6 00 or e6 e7 00)')
  },
}

/** Octets of the LLC header that stands here; 0 where there is none: some leave it out, in later blocks for example. */
export function llcLength(octets: Uint8Array, at = 0): number {
  const sourceLsap = octets[at + 1]
  const isHeader = octets[at] === 0xe6 && (sourceLsap === 0xe6 || sourceLsap === 0xe7) && octets[at + 2] === 0
  return isHeader ? 3 : 0
}

/** What stands behind the LLC header, if there is one. */
export function withoutLlc(message: Uint8Array): Uint8Array {
  return message.subarray(llcLength(message))
}
