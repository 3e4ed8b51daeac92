import { DecodeError } from '@ferraris/bytes'
import { axdr, type Codec, mapped } from '@ferraris/codec'

/** Unnumbered commands and responses, poll/final bit left out (IEC 62056-46, 6.4.3). */
const unnumbered = { SNRM: 0x83, DISC: 0x43, UA: 0x63, DM: 0x0f, FRMR: 0x87, UI: 0x03 } as const

/** The control field of an HDLC frame: what kind it is and, where it is numbered, its sequence numbers. */
export type HdlcControl = { readonly pollFinal: boolean } & (
  | { readonly type: 'I'; readonly sent: number; readonly received: number }
  | { readonly type: 'RR' | 'RNR'; readonly received: number }
  | { readonly type: keyof typeof unnumbered }
)

const pollFinalBit = 0x10
const nameOf = new Map(
  Object.entries(unnumbered).map(([name, code]) => [code as number, name as keyof typeof unnumbered]),
)

export const hdlcControl: Codec<HdlcControl> = mapped(
  axdr.unsigned8,
  control => {
    const poll = control.pollFinal ? pollFinalBit : 0
    switch (control.type) {
      case 'I':
        return poll | (control.received << 5) | (control.sent << 1)
      case 'RR':
        return poll | (control.received << 5) | 0x01
      case 'RNR':
        return poll | (control.received << 5) | 0x05
      default:
        return poll | unnumbered[control.type]
    }
  },
  (octet, offset) => {
    const pollFinal = (octet & pollFinalBit) !== 0
    const received = octet >> 5
    if ((octet & 0x01) === 0) return { type: 'I', sent: (octet >> 1) & 7, received, pollFinal }
    if ((octet & 0x0f) === 0x01) return { type: 'RR', received, pollFinal }
    if ((octet & 0x0f) === 0x05) return { type: 'RNR', received, pollFinal }
    const type = nameOf.get(octet & ~pollFinalBit)
    if (type === undefined) {
      throw new DecodeError('unexpected', offset, `control octet ${octet.toString(16)} is no HDLC frame type`)
    }
    return { type, pollFinal }
  },
  { kind: 'leaf', name: 'HDLC control' },
)
