import { at, concat, u16At } from '@ferraris/bytes'
import type { Transport } from '@ferraris/dlms/explain'

/** How frames of a stream are told apart. */
export type Framing = Extract<Transport, 'wrapper' | 'hdlc' | 'mbus'>

/** What a stream is made of, told by an octet with which each kind of frame begins. */
export function framingOf(octets: Uint8Array): Framing {
  return octets[0] === 0x7e ? 'hdlc' : octets[0] === 0x68 ? 'mbus' : 'wrapper'
}

/** The octets of a frame that begins here; `undefined` if that cannot be told yet, 0 if none begins here. */
const lengthOf: Readonly<Record<Framing, (octets: Uint8Array) => number | undefined>> = {
  wrapper(octets) {
    if (octets.length < 8) return undefined
    return octets[0] === 0 && octets[1] === 1 ? 8 + u16At(octets, 6) : 0
  },
  hdlc(octets) {
    if (octets.length < 3) return octets[0] === 0x7e ? undefined : 0
    const format = u16At(octets, 1)
    return octets[0] === 0x7e && format >> 12 === 0xa ? (format & 0x7ff) + 2 : 0
  },
  mbus(octets) {
    if (octets.length < 4) return octets[0] === 0x68 ? undefined : 0
    return octets[0] === 0x68 && octets[3] === 0x68 && octets[1] === octets[2] ? at(octets, 1) + 6 : 0
  },
}

/** Cuts a stream into whole frames; what belongs to none is passed over. */
export class FrameCutter {
  readonly #framing: Framing
  #rest: Uint8Array = new Uint8Array()

  constructor(framing: Framing) {
    this.#framing = framing
  }

  push(octets: Uint8Array): Uint8Array[] {
    let stream = this.#rest.length === 0 ? octets : concat(this.#rest, octets)
    const frames: Uint8Array[] = []
    while (stream.length > 0) {
      const length = lengthOf[this.#framing](stream)
      if (length === undefined || length > stream.length) break
      if (length > 0) frames.push(stream.subarray(0, length))
      stream = stream.subarray(length === 0 ? 1 : length)
    }
    this.#rest = stream
    return frames
  }
}
