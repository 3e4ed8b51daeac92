import { concat, DecodeError, Reader } from '@ferraris/bytes'
import {
  longFrameEnd,
  longFrameEnds,
  longFrameOverhead,
  mbusFrame,
  type ReceivedMbusFrame,
} from './long-frame.ts'

const start = 0x68

/**
 * Cuts a stream of octets into M-Bus long frames that carry DLMS, wherever one begins to listen. Noise, other M-Bus
 * frames and damaged ones are passed over. Holds one frame at most.
 */
export class MbusDeframer {
  #pending: Uint8Array = new Uint8Array()

  /** The frames that these octets complete. */
  push(octets: Uint8Array): ReceivedMbusFrame[] {
    return this.#cut(this.#pending.length === 0 ? octets : concat(this.#pending, octets), false)
  }

  /** The serial line has been silent: a frame that has not ended never will. What follows its false start is read. */
  silence(): ReceivedMbusFrame[] {
    return this.#cut(this.#pending, true)
  }

  #cut(all: Uint8Array, silent: boolean): ReceivedMbusFrame[] {
    const frames: ReceivedMbusFrame[] = []
    let at = 0
    for (;;) {
      const from = all.indexOf(start, at)
      if (from < 0) {
        at = all.length
        break
      }
      const frame = mayBegin(all, from) ? decoded(all, from) : undefined
      // A frame that does not fit as it stands may be one with a count that has run over.
      const [, furthest] = longFrameEnds(all[from + 1] ?? 0xff, from)
      if (frame === undefined && !silent && mayBegin(all, from) && all.length < furthest) {
        at = from
        break
      }
      if (frame !== undefined) frames.push(frame)
      at = frame === undefined ? from + 1 : longFrameEnd(all, from)
    }
    this.#pending = all.subarray(at)
    return frames
  }
}

/** Whether the octets that are there are those of a long frame's beginning: 68 L L 68. */
function mayBegin(octets: Uint8Array, from: number): boolean {
  return (
    (octets.length <= from + 2 || octets[from + 1] === octets[from + 2]) &&
    (octets.length <= from + 3 || octets[from + 3] === start)
  )
}

function decoded(octets: Uint8Array, start: number): ReceivedMbusFrame | undefined {
  if (octets.length - start <= longFrameOverhead) return undefined
  try {
    const frame = mbusFrame.decode(new Reader(octets, { start }))
    return frame.checksumValid && frame.endValid ? frame : undefined
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}
