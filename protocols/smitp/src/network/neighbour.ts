import { axdr, type Codec, mapped, sequence, type ValueOf } from '@ferraris/codec'
import { acaInOrder } from '../mac/address.ts'

/** Signal-to-noise ratio in dB, on the wire in quarters of a dB from 0 to 63.75; what lies beyond is clamped. */
export const signalToNoise: Codec<number> = mapped(
  axdr.unsigned8,
  decibel => Math.max(0, Math.min(255, Math.round(decibel * 4))),
  quarters => quarters / 4,
  { kind: 'leaf', name: 'quarter decibels' },
)

/** What the line's impedance is as the transmitter meets it. The codes are our choice. */
const impedance = axdr.enumerated({ high: 0, low: 1, 'very-low': 2, unknown: 255 })

/** How a node hears another one. The units of the octets are our choice after the modems' own registers. */
export const linkQuality = {
  /** Level of the received signal, dBµV. */
  signal: axdr.unsigned8,
  /** dB. */
  snr: signalToNoise,
  impedance,
}

/** A node that has answered an ADDRESS.req, and how it was heard: 12 octets. */
export const neighbourFields = {
  /** In authentication order. */
  address: acaInOrder,
  ...linkQuality,
  /** FF FF FF. */
  reserved: mapped(
    axdr.octets(3),
    () => Uint8Array.of(0xff, 0xff, 0xff),
    () => undefined,
    { kind: 'leaf', name: 'reserved' },
  ) as Codec<undefined>,
}
export const neighbour = sequence('neighbour', neighbourFields)
export type Neighbour = ValueOf<typeof neighbour>

/** A node that has answered a call, and why: it has news, or no concentrator serves it. */
export const callerFields = { reason: axdr.enumerated({ news: 1, unserved: 2 }), ...neighbourFields }
export const caller = sequence('caller', callerFields)
export type Caller = ValueOf<typeof caller>
