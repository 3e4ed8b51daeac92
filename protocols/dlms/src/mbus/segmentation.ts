import { concat } from '@ferraris/bytes'
import { encode } from '@ferraris/codec'
import { type MbusFrame, mbusFrame } from './long-frame.ts'

/** L is one octet and counts control, address, CI and two access points, too. */
const maxDataLength = 0xff - 5
/** Segments have numbers of four bits. */
const maxSegments = 16

/** The sender of a telegram; what EN 13757 meters with a customer port commonly send is the default. */
type MbusAddresses = Partial<Omit<MbusFrame, 'segment' | 'data'>>

const customerPort = { control: 0x53, address: 0xff, sourceSap: 1, destinationSap: 0x67 }

/** The long frames that carry an APDU. Throws RangeError for one that does not fit into sixteen. */
export function encodeMbusFrames(apdu: Uint8Array, addresses: MbusAddresses = {}): Uint8Array[] {
  const count = Math.max(1, Math.ceil(apdu.length / maxDataLength))
  if (count > maxSegments)
    throw new RangeError(
      `an APDU of ${apdu.length} octets, ${maxSegments * maxDataLength} fit into M-Bus frames`,
    )
  return Array.from({ length: count }, (_, number) =>
    encode(mbusFrame, {
      ...customerPort,
      ...addresses,
      segment: { last: number === count - 1, number },
      data: apdu.subarray(number * maxDataLength, (number + 1) * maxDataLength),
      checksumValid: true,
      endValid: true,
    }),
  )
}

/** Puts the segments of APDUs together. What was joined in its middle, or has lost a segment, is dropped. */
export class MbusAssembler {
  #parts: Uint8Array[] = []

  /** The APDU that this frame completes. */
  take({ segment, data }: MbusFrame): Uint8Array | undefined {
    if (segment.number === 0) this.#parts = []
    const follows = segment.number === this.#parts.length
    if (follows) this.#parts.push(data)
    if (follows && !segment.last) return undefined
    const whole = follows ? concat(...this.#parts) : undefined
    this.#parts = []
    return whole
  }
}
