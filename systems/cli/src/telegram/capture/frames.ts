import { concat, u16At } from '@ferraris/bytes'
import { apduEnd, apduName } from '@ferraris/dlms/apdu'
import type { Transport } from '@ferraris/dlms/explain'
import { llcLength, withoutLlc } from '@ferraris/dlms/hdlc'
import { longFrameEnd } from '@ferraris/dlms/mbus'

/** How frames of a stream are told apart. */
export type Framing = Extract<Transport, 'wrapper' | 'hdlc' | 'mbus' | 'apdu'>

/** What a stream is made of, told by an octet with which each kind of frame begins. */
export function framingOf(octets: Uint8Array): Framing {
  const [first = 0] = withoutLlc(octets)
  if (first === 0x7e) return 'hdlc'
  if (first === 0x68) return 'mbus'
  return apduName(first) === undefined ? 'wrapper' : 'apdu'
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
    return octets[0] === 0x68 && octets[3] === 0x68 && octets[1] === octets[2] ? longFrameEnd(octets, 0) : 0
  },
  apdu(octets) {
    const end = apduEnd(octets, llcLength(octets))
    return end === 'truncated' ? undefined : end === 'none' ? 0 : end
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
      stream = stream.subarray(length > 0 ? length : this.#skipped(stream))
    }
    this.#rest = stream
    return frames
  }

  /** Frames can be found again behind octets that are none; a stream of bare APDUs that has lost its place cannot. */
  #skipped(stream: Uint8Array): number {
    return this.#framing === 'apdu' ? stream.length : 1
  }
}
