import { concat, crc32 } from '@ferraris/bytes'
import { u32LeAt } from '../little-endian.ts'
import { frameOverhead } from '../mac/frame.ts'

/** Begins a frame on the optical port. */
const startOctet = 0x02

/**
 * A frame on the optical port behind its opening (IEC 62056-21, mode E): 02, then the PSDU as on the line. The speed
 * behind the opening is 9600 baud, 8N1. All of it is our choice; public is only that the optical port shares link and
 * application layer with the line (CLC/TS 50568-8, clause 7).
 */
export function encodeOptical(psdu: Uint8Array): Uint8Array {
  return concat(Uint8Array.of(startOctet), psdu)
}

/**
 * Cuts octets of the optical port into PSDUs. Octets that are no frame, and frames with a wrong CRC, are dropped:
 * the sender repeats them. Holds one frame at most.
 */
export class OpticalDeframer {
  #pending: Uint8Array = new Uint8Array()
  /** Octets dropped so far, for statistics. */
  dropped = 0

  /** The PSDUs that these octets complete. */
  push(octets: Uint8Array): Uint8Array[] {
    const all = concat(this.#pending, octets)
    const psdus: Uint8Array[] = []
    let at = 0
    while (at < all.length) {
      const found = frameAt(all, at)
      if (found === 'incomplete') break
      if (found === undefined) {
        this.dropped++
        at++
      } else {
        psdus.push(found)
        at += 1 + found.length
      }
    }
    this.#pending = all.subarray(at)
    return psdus
  }

  /** The line has been silent for longer than between two octets of a frame: what is incomplete is none. */
  silence(): Uint8Array[] {
    const rest = this.#pending
    if (rest.length === 0) return []
    this.#pending = new Uint8Array()
    this.dropped++
    const psdus = this.push(rest.subarray(1))
    return [...psdus, ...this.silence()]
  }
}

function frameAt(octets: Uint8Array, at: number): Uint8Array | 'incomplete' | undefined {
  if (octets[at] !== startOctet) return undefined
  const length = octets[at + 1]
  if (length === undefined) return 'incomplete'
  if (length + 1 < frameOverhead) return undefined
  const end = at + 2 + length
  if (end > octets.length) return 'incomplete'
  const crc = end - 4
  return u32LeAt(octets, crc) === crc32(octets, at + 2, crc) ? octets.slice(at + 1, end) : undefined
}
