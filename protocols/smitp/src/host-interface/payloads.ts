/** What frames between modem and host carry. Public are MIB numbers, timing and protocol ids; other layouts are ours. */
import {
  axdr,
  type Codec,
  choice,
  decode,
  encode,
  mapped,
  rest,
  sequence,
  type ValueOf,
} from '@ferraris/codec'
import type { Reception } from '../line/station.ts'
import { unsigned16le } from '../little-endian.ts'
import { onAirAddress } from '../mac/address.ts'
import { signalToNoise } from '../network/neighbour.ts'

const impedances = [undefined, 'high', 'low', 'very-low'] as const

const reception: Codec<Reception> = mapped(
  sequence('reception', { signal: axdr.unsigned8, snr: signalToNoise, circumstances: axdr.unsigned8 }),
  ({ signal, snr, inPhase, impedance }) => ({
    signal: Math.max(0, Math.min(255, Math.round(signal))),
    snr,
    circumstances: Number(inPhase) | (impedances.indexOf(impedance) << 1),
  }),
  ({ signal, snr, circumstances }) => {
    const impedance = impedances[(circumstances >> 1) & 3]
    return { signal, snr, inPhase: (circumstances & 1) === 1, ...(impedance && { impedance }) }
  },
  { kind: 'leaf', name: 'reception' },
)

/** Payload of `phy-data.indication`: how a frame was heard, and its PSDU. That of `phy-data.request` is the PSDU alone. */
export const heardFrame = sequence('PHY data', { reception, psdu: rest })
type HeardFrame = ValueOf<typeof heardFrame>
export function encodeHeardFrame(heard: HeardFrame): Uint8Array {
  return encode(heardFrame, heard)
}
/** Throws DecodeError. */
export function decodeHeardFrame(payload: Uint8Array): HeardFrame {
  return decode(heardFrame, payload)
}

/** The user of the modem's link layer that a data frame is for. */
const protocolIds = {
  'slave-application': 0,
  'master-application': 1,
  'master-network-management': 2,
  'slave-dsap-3': 4,
  'slave-dsap-1': 6,
} as const

/** Payload of master and slave data for modems that have MAC and LLC inside: the frame as the host sees it. */
export const linkData = sequence('link data', {
  protocol: axdr.enumerated(protocolIds),
  /** 1 to 255, chosen by the host, repeated in the confirm. */
  request: axdr.unsigned8,
  frame: rest,
})

type LinkData = ValueOf<typeof linkData>
export function encodeLinkData(data: LinkData): Uint8Array {
  return encode(linkData, data)
}
/** Throws DecodeError. */
export function decodeLinkData(payload: Uint8Array): LinkData {
  return decode(linkData, payload)
}

const other = { data: rest }

/** A management information base of the modem, told by its number. Keys go in and never come out. */
export const mib = choice('MIB', {
  'mac-configuration': [3, sequence('MAC configuration', other)],
  'firmware-release': [4, sequence('firmware release', other)],
  manufacturer: [6, sequence('manufacturer data', other)],
  'logical-address': [7, sequence('logical address', { address: onAirAddress })],
  keys: [8, sequence('keys', { write: axdr.octets(16), read: axdr.octets(16) })],
  'security-flags': [9, sequence('security flags', other)],
  lmon: [10, sequence('LMON', { lmon: axdr.octets(8) })],
  timing: [
    12,
    sequence('timing', {
      /** Tel, ms. */
      elaboration: unsigned16le,
      /** ms. */
      additionalDelay: unsigned16le,
      /** ms. */
      interCharacterDelay: unsigned16le,
      /** Tc, ms. */
      slot: unsigned16le,
      tct: axdr.unsigned8,
    }),
  ],
})
type Mib = ValueOf<typeof mib>

/** Timing as modems have it from the factory. */
export const defaultTiming = {
  kind: 'timing',
  elaboration: 20,
  additionalDelay: 1000,
  interCharacterDelay: 0,
  slot: 250,
  tct: 0xff,
} as const satisfies Mib
