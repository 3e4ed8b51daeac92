import { HdlcDeframer, type ReceivedFrame } from '@ferraris/dlms/hdlc'
import { SilenceTimer } from '../silence-timer.ts'

/**
 * Octets of one frame that lie further apart do not belong together, milliseconds. The standard's 20 to 30
 * (IEC 62056-46, 6.4.4.3.4) are for the wire itself; adapters, networks and operating systems add to that.
 */
const interOctetTimeout = 500

/** Finds the frames in a stream of octets and gives up those that stop in their middle. */
export class HdlcReceiver {
  readonly #deframer = new HdlcDeframer()
  readonly #onFrame: (frame: ReceivedFrame) => void
  readonly #silence = new SilenceTimer(() => this.#endFrame())

  constructor(onFrame: (frame: ReceivedFrame) => void) {
    this.#onFrame = onFrame
  }

  push(octets: Uint8Array): void {
    this.#silence.stop()
    for (const frame of this.#deframer.push(octets)) this.#onFrame(frame)
    if (this.#deframer.unfinished) this.#silence.start(interOctetTimeout)
  }

  /** Drops what has begun. */
  stop(): void {
    this.#silence.stop()
  }

  #endFrame(): void {
    for (const frame of this.#deframer.silence()) this.#onFrame(frame)
  }
}
