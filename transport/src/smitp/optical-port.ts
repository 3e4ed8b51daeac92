import { concat, DecodeError } from '@ferraris/bytes'
import { decodeFrame, encodeFrame, type MacFrame } from '@ferraris/smitp/mac'
import { encodeOptical, OpticalDeframer } from '@ferraris/smitp/optical'
import type { Frame } from '../apdu-link.ts'
import type { OctetLine } from '../media/octet-line.ts'

/** Two octets of a frame are never so far apart, milliseconds; adapters hand over what they have every 16 ms. */
const frameGap = 300

/** Break, with which a session ends and the meter goes to sleep: SOH B 0 ETX BCC (IEC 62056-21, 6.4.3). */
const leave = Uint8Array.of(0x01, 0x42, 0x30, 0x03, 0x71)

interface OpticalReceiver {
  onFrame(frame: MacFrame): void
  /** The other end has taken leave. */
  onLeave?(): void
  onClosed(cause: Error | undefined): void
}

/** A serial line behind its opening, for frames of the power line's link layer. */
export class OpticalPort {
  readonly #line: OctetLine
  readonly #onFrame: ((frame: Frame) => void) | undefined
  readonly #deframer = new OpticalDeframer()
  /** The last octets that stood in no frame. */
  #between: Uint8Array = new Uint8Array()
  #gap: NodeJS.Timeout | undefined

  constructor(line: OctetLine, receiver: OpticalReceiver, onFrame?: (frame: Frame) => void) {
    this.#line = line
    this.#onFrame = onFrame
    line.attach({
      onOctets: octets => this.#receive(octets, receiver),
      onClosed: cause => {
        this.stop()
        receiver.onClosed(cause)
      },
    })
  }

  send(frame: MacFrame): void {
    const octets = encodeOptical(encodeFrame(frame))
    this.#onFrame?.({ direction: 'sent', octets })
    this.#line.write(octets)
  }

  takeLeave(): void {
    this.#line.write(leave)
  }

  stop(): void {
    clearTimeout(this.#gap)
  }

  #receive(octets: Uint8Array, receiver: OpticalReceiver): void {
    clearTimeout(this.#gap)
    const before = this.#deframer.dropped
    this.#hear(this.#deframer.push(octets), receiver)
    const outside = this.#deframer.dropped - before === octets.length
    this.#between = outside ? concat(this.#between, octets).slice(-leave.length) : new Uint8Array()
    if (this.#between.length === leave.length && this.#between.every((octet, i) => octet === leave[i])) {
      this.#between = new Uint8Array()
      receiver.onLeave?.()
    }
    this.#gap = setTimeout(() => this.#hear(this.#deframer.silence(), receiver), frameGap)
  }

  #hear(psdus: readonly Uint8Array[], { onFrame }: OpticalReceiver): void {
    for (const psdu of psdus) {
      this.#onFrame?.({ direction: 'received', octets: encodeOptical(psdu) })
      try {
        onFrame(decodeFrame(psdu))
      } catch (error) {
        // Its CRC fits, and yet it is no frame of ours: as good as none.
        if (!(error instanceof DecodeError)) throw error
      }
    }
  }
}
