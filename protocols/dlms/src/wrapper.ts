import { concat, DecodeError, u16At } from '@ferraris/bytes'
import { axdr, sequence } from '@ferraris/codec'

/** Octets of the wrapper header (IEC 62056-4-7, 5.3.2): version, source, destination, length, 16 bit each. */
export const wrapperHeaderLength = 8
const version = 1

/** The wrapper header. */
export const wrapperHeader = sequence('wrapper header', {
  version: axdr.unsigned16,
  source: axdr.unsigned16,
  destination: axdr.unsigned16,
  /** Octets of the APDU that follows. */
  length: axdr.unsigned16,
})

/** A WPDU: an APDU between two wrapper ports. */
export interface Wpdu {
  readonly source: number
  readonly destination: number
  readonly apdu: Uint8Array
}

export function encodeWpdu({ source, destination, apdu }: Wpdu): Uint8Array {
  if (apdu.length > 0xffff)
    throw new RangeError(`an APDU of ${apdu.length} octets does not fit into a wrapper frame`)
  const octets = new Uint8Array(wrapperHeaderLength + apdu.length)
  const header = [version, source, destination, apdu.length]
  header.forEach((value, i) => {
    octets[2 * i] = value >>> 8
    octets[2 * i + 1] = value
  })
  octets.set(apdu, wrapperHeaderLength)
  return octets
}

/**
 * Cuts a stream of octets into WPDUs, however the connection sliced them. Holds at most one frame of `maxLength`
 * octets of APDU; a longer one, or a wrong version, throws DecodeError: the stream cannot be trusted any more.
 */
export class WrapperDeframer {
  readonly #maxLength: number
  #pending: Uint8Array[] = []
  #length = 0
  /** Octets of the frame being received, header included; 0 until its header is complete. */
  #wanted = 0

  constructor(maxLength = 0xffff) {
    this.#maxLength = maxLength
  }

  /** The frames that these octets complete. */
  push(octets: Uint8Array): Wpdu[] {
    this.#pending.push(octets)
    this.#length += octets.length
    if (this.#length < (this.#wanted || wrapperHeaderLength)) return []
    return this.#cut(this.#pending.length === 1 ? octets : concat(...this.#pending))
  }

  #cut(octets: Uint8Array): Wpdu[] {
    const frames: Wpdu[] = []
    let at = 0
    this.#wanted = 0
    while (octets.length - at >= wrapperHeaderLength) {
      const length = this.#check(octets, at)
      const end = at + wrapperHeaderLength + length
      if (end > octets.length) {
        this.#wanted = end - at
        break
      }
      frames.push({
        source: u16At(octets, at + 2),
        destination: u16At(octets, at + 4),
        apdu: octets.subarray(at + wrapperHeaderLength, end),
      })
      at = end
    }
    this.#length = octets.length - at
    this.#pending = this.#length === 0 ? [] : [octets.subarray(at)]
    return frames
  }

  #check(octets: Uint8Array, at: number): number {
    if (u16At(octets, at) !== version) {
      throw new DecodeError(
        'unexpected',
        at,
        `wrapper version ${u16At(octets, at)} instead of ${version}`,
      ).within('wrapper')
    }
    const length = u16At(octets, at + 6)
    if (length > this.#maxLength) {
      throw new DecodeError(
        'limit',
        at + 6,
        `APDU of ${length} octets, at most ${this.#maxLength} accepted`,
      ).within('wrapper')
    }
    return length
  }
}
