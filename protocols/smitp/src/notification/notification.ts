import { DecodeError } from '@ferraris/bytes'
import type { Aca } from '../mac/address.ts'
import { encodeFrame, maxLsdu, receivedFrame } from '../mac/frame.ts'
import { dsaps } from '../mac/lsap.ts'
import { assembled, type Reassembly, takeSegment } from '../segmentation/reassembly.ts'
import { decodeSegment, encodeSegment, segments } from '../segmentation/segment.ts'
import { SmitpError } from '../smitp-error.ts'

/*
 * One way (Chain 2): a meter sends, a device of the customer listens; nothing is answered, nothing repeated on request. A frame bears
 * the device's address, class S, and in its LSDU an APDU of DLMS; one that is longer than an LSDU comes in segments, of which each must
 * arrive. Which user of the LLC that is, the public texts do not say: COSEM is our choice.
 */

/** The PSDUs that carry an APDU to a device. `message` tells segmented ones apart, modulo 8. Throws EncodeError beyond 16 segments. */
export function notificationFrames(address: Aca, apdu: Uint8Array, message: number): Uint8Array[] {
  const frame = (lsdu: Uint8Array, segmented: boolean) =>
    encodeFrame({
      address,
      route: [],
      discipline: 'S',
      control: { poll: false, response: false, segmented, bNode: false },
      dsap: dsaps.cosem,
      ecc: 'none',
      lsdu,
    })
  return apdu.length <= maxLsdu
    ? [frame(apdu, false)]
    : segments(message, apdu).map(segment => frame(encodeSegment(segment), true))
}

/** A device's side: takes PSDUs as the line brings them, and gives the APDUs that are for it. */
export class NotificationReceiver {
  readonly #address: Aca
  #reassembly: Reassembly | undefined

  constructor(address: Aca) {
    this.#address = address
  }

  /** The APDU that a PSDU completes; undefined for one that is damaged, for others, or a part of a longer one. */
  take(psdu: Uint8Array): Uint8Array | undefined {
    const frame = receivedFrame(psdu)
    if (frame === undefined || frame.address !== this.#address) return undefined
    const { discipline, dsap, control, lsdu, route, ecc } = frame
    if (discipline !== 'S' || dsap !== dsaps.cosem || ecc !== 'none' || route.length > 0) return undefined
    return control.segmented ? this.#takeSegment(lsdu) : lsdu
  }

  #takeSegment(lsdu: Uint8Array): Uint8Array | undefined {
    try {
      const segment = decodeSegment(lsdu)
      if (segment.kind !== 'segment') return undefined
      this.#reassembly = takeSegment(this.#reassembly, segment)
    } catch (error) {
      if (!(error instanceof DecodeError || error instanceof SmitpError)) throw error
      this.#reassembly = undefined
      return undefined
    }
    const apdu = assembled(this.#reassembly)
    if (apdu !== undefined) this.#reassembly = undefined
    return apdu
  }
}
