import { concat } from '@ferraris/bytes'
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
    return octets[0] === 0 && octets[1] === 1 ? 8 + ((octets[6]! << 8) | octets[7]!) : 0
  },
  hdlc(octets) {
    if (octets.length < 3) return octets[0] === 0x7e ? undefined : 0
    if (octets[0] !== 0x7e || octets[1]! >> 4 !== 0xa) return 0
    return (((octets[1]! & 7) << 8) | octets[2]!) + 2
  },
  mbus(octets) {
    if (octets.length < 4) return octets[0] === 0x68 ? undefined : 0
    return octets[0] === 0x68 && octets[3] === 0x68 && octets[1] === octets[2] ? octets[1]! + 6 : 0
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
