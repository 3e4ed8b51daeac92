import { concat } from '@ferraris/bytes'
import { encode } from '@ferraris/codec'
import { encodeFlagged, llc } from '@ferraris/dlms/hdlc'
import { encodeMbusFrames } from '@ferraris/dlms/mbus'
import { encodeWpdu } from '@ferraris/dlms/wrapper'

/** What meters wrap pushes in. */
export const pushFramings = ['wrapper', 'hdlc', 'mbus', 'apdu'] as const
export type PushFraming = (typeof pushFramings)[number]

/** Service access points of what customer ports send: the management logical device, to any listener. */
const source = 1
const listener = 103

/** Longest information field of a frame without negotiation. */
const maxInformation = 1024

/** The octets of a push as transmitted. Throws RangeError for an APDU that its framing cannot carry. */
export function framePush(apdu: Uint8Array, framing: PushFraming): Uint8Array {
  switch (framing) {
    case 'wrapper':
      return encodeWpdu({ source, destination: listener, apdu })
    case 'hdlc':
      return hdlcFrames(concat(encode(llc, 'response'), apdu))
    case 'mbus':
      return concat(...encodeMbusFrames(apdu))
    case 'apdu':
      return apdu
  }
}

/** Unnumbered frames: they are not acknowledged. */
function hdlcFrames(message: Uint8Array): Uint8Array {
  const frames: Uint8Array[] = []
  for (let at = 0; at < message.length; at += maxInformation) {
    frames.push(
      encodeFlagged({
        segmented: at + maxInformation < message.length,
        source: { upper: source, lower: 0, width: 2 },
        destination: { upper: listener, width: 1 },
        control: { type: 'UI', pollFinal: true },
        information: message.subarray(at, at + maxInformation),
      }),
    )
  }
  return concat(...frames)
}
