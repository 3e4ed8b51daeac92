import { concat, DecodeError, Reader, u16At } from '@ferraris/bytes'
import { flag, hdlcFrame, type ReceivedFrame } from './frame.ts'

/** The longest frame that the 11 bits of length allow. */
const longest = 0x7ff

/**
 * Cuts a stream of octets into HDLC frames, however they were sliced. Noise between frames, frames that are cut
 * off and frames with wrong check sequences are dropped, as IEC 62056-46, 6.4.5 wants: the sender repeats
 * them. Holds one frame at most.
 */
export class HdlcDeframer {
  #pending: Uint8Array = new Uint8Array()
  /** Frames dropped so far, for statistics. */
  dropped = 0

  /** The frames that these octets complete. */
  push(octets: Uint8Array): ReceivedFrame[] {
    return this.#cut(this.#pending.length === 0 ? octets : concat(this.#pending, octets), false)
  }

  /**
   * The serial line has been silent for longer than the octets of a frame may lie apart (inter-octet time-out,
   * IEC 62056-46, 6.4.4.3.4): a frame that has not ended never will. What stands behind its false start is looked at.
   */
  silence(): ReceivedFrame[] {
    return this.#cut(this.#pending, true)
  }

  /** Whether a frame has begun and not ended. */
  get unfinished(): boolean {
    // The flag that ended the last frame may begin the next.
    return this.#pending.length > 1
  }

  #cut(all: Uint8Array, silent: boolean): ReceivedFrame[] {
    const frames: ReceivedFrame[] = []
    let at = 0
    for (;;) {
      const start = all.indexOf(flag, at)
      if (start < 0) {
        at = all.length
        break
      }
      // A flag may end one frame and begin the next, or be doubled.
      if (all[start + 1] === flag) {
        at = start + 1
        continue
      }
      if (start + 3 > all.length) {
        at = silent ? all.length : start
        break
      }
      const length = u16At(all, start + 1) & longest
      const end = start + 1 + length
      const plausible = u16At(all, start + 1) >> 12 === 0xa && length >= 7
      if (plausible && end >= all.length && !silent) {
        at = start
        break
      }
      const frame = plausible && all[end] === flag ? decoded(all, start + 1, end) : undefined
      if (frame === undefined) {
        this.dropped++
        at = start + 1
      } else {
        frames.push(frame)
        at = end
      }
    }
    this.#pending = all.subarray(at)
    return frames
  }
}

function decoded(octets: Uint8Array, start: number, end: number): ReceivedFrame | undefined {
  const reader = new Reader(octets, { start, end })
  try {
    const frame = hdlcFrame.decode(reader)
    return frame.fcsValid && frame.hcsValid !== false ? frame : undefined
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}
