import { DecodeError } from '@ferraris/bytes'
import type { Codec } from '@ferraris/codec'

/** An HDLC address (IEC 62056-46, 6.4.2): 7 bits of each octet, the last octet marked by its lowest bit. */
export interface HdlcAddress {
  /** Logical device, or the client. */
  readonly upper: number
  /** Physical device on a multidrop serial line; only in addresses of two and four octets. */
  readonly lower?: number
  /** Octets on the wire, 1, 2 or 4: the same numbers may come in more octets than they need. */
  readonly width: 1 | 2 | 4
}

/** The number that calls all stations, in as many bits as either part of an address has (IEC 62056-46, 6.4.2.4). */
export function allStations({ width }: HdlcAddress): number {
  return width === 4 ? 0x3fff : 0x7f
}

export const hdlcAddress: Codec<HdlcAddress> = {
  shape: { kind: 'leaf', name: 'HDLC address' },
  encode(writer, { upper, lower = 0, width }) {
    if (width === 1) writer.u8((upper << 1) | 1)
    else if (width === 2) writer.u8(upper << 1).u8((lower << 1) | 1)
    else {
      writer.u8((upper >> 7) << 1).u8((upper & 0x7f) << 1)
      writer.u8((lower >> 7) << 1).u8(((lower & 0x7f) << 1) | 1)
    }
  },
  decode(reader) {
    const offset = reader.offset
    const parts: number[] = []
    let octet: number
    do {
      octet = reader.u8()
      parts.push(octet >> 1)
    } while ((octet & 1) === 0 && parts.length < 4)
    const [a, b, c, d] = parts as [number, number, number, number]
    if ((octet & 1) === 1) {
      if (parts.length === 1) return { upper: a, width: 1 }
      if (parts.length === 2) return { upper: a, lower: b, width: 2 }
      if (parts.length === 4) return { upper: (a << 7) | b, lower: (c << 7) | d, width: 4 }
    }
    throw new DecodeError('unexpected', offset, 'an HDLC address has 1, 2 or 4 octets')
  },
}
