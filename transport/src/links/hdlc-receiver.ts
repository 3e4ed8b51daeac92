import { HdlcDeframer, type ReceivedFrame } from '@ferraris/dlms/hdlc'

/**
 * Octets of one frame that lie further apart do not belong together, milliseconds. The standard's 20 to 30
 * (IEC 62056-46, 6.4.4.3.4) are for the wire itself; adapters, networks and operating systems add to that.
 */
const interOctetTimeout = 500

/** Finds the frames in a stream of octets and gives up those that stop in their middle. */
export class HdlcReceiver {
  readonly #deframer = new HdlcDeframer()
  readonly #onFrame: (frame: ReceivedFrame) => void
  #timer: NodeJS.Timeout | undefined

  constructor(onFrame: (frame: ReceivedFrame) => void) {
    this.#onFrame = onFrame
  }

  push(octets: Uint8Array): void {
    clearTimeout(this.#timer)
    for (const frame of this.#deframer.push(octets)) this.#onFrame(frame)
    if (this.#deframer.unfinished) this.#timer = setTimeout(() => this.#onSilence(), interOctetTimeout)
  }

  /** Drops what has begun. */
  stop(): void {
    clearTimeout(this.#timer)
  }

  #onSilence(): void {
    for (const frame of this.#deframer.silence()) this.#onFrame(frame)
  }
}
