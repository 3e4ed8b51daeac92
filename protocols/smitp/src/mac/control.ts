import { DecodeError } from '@ferraris/bytes'
import { axdr, type Codec, mapped } from '@ferraris/codec'
import { type Discipline, disciplineOf, disciplines } from './discipline.ts'

/** CTL: whether the frame goes straight to its destination, how much route it carries, its discipline. */
interface FrameControl {
  /** Entries of the route field; 0 in a direct frame (NOR 1), else 1 to 8. */
  readonly entries: number
  readonly discipline: Discipline
}

/** The octet CTL: bit 0 NOR, bits 1 to 3 entries less one, bits 4 to 7 discipline. */
export const frameControl: Codec<FrameControl> = mapped(
  axdr.unsigned8,
  ({ entries, discipline }) => (disciplines[discipline].code << 4) | (entries === 0 ? 1 : (entries - 1) << 1),
  (octet, offset) => {
    const direct = (octet & 1) === 1
    const count = (octet >> 1) & 7
    if (direct && count > 0)
      throw new DecodeError('unexpected', offset, 'a direct frame (NOR 1) that counts addresses of a route')
    return { entries: direct ? 0 : count + 1, discipline: disciplineOf(octet >> 4) }
  },
  { kind: 'leaf', name: 'CTL' },
)

/** LLC control octet. Its bits are our choice in the spirit of IEC 61334-4-32. */
export interface LlcControl {
  /** Bit 0: the sender wants an answer of the application or of network management. */
  readonly poll: boolean
  /** Bit 1: this is an answer. */
  readonly response: boolean
  /** Bit 2: the LSDU begins with a segmentation header. */
  readonly segmented: boolean
  /** Bit 3: for or from the B-node behind the addressed node. */
  readonly bNode: boolean
  /**
   * Bits 4 to 7: number of the exchange, 1 to 15, which the answer repeats; absent (0) without numbering. It parts
   * the answer that is awaited from one that comes late, and a request of the master from its copy.
   */
  readonly number?: number
}

export const llcControl: Codec<LlcControl> = mapped(
  axdr.unsigned8,
  ({ poll, response, segmented, bNode, number = 0 }) =>
    Number(poll) |
    (Number(response) << 1) |
    (Number(segmented) << 2) |
    (Number(bNode) << 3) |
    ((number & 0xf) << 4),
  octet => ({
    poll: (octet & 1) !== 0,
    response: (octet & 2) !== 0,
    segmented: (octet & 4) !== 0,
    bNode: (octet & 8) !== 0,
    ...(octet > 0xf && { number: octet >> 4 }),
  }),
  { kind: 'leaf', name: 'LLC control' },
)
