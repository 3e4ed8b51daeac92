import { type AlternativesOf, axdr, type Codec, choice, rest, sequence } from '@ferraris/codec'

const prefixed = sequence('gateway prefix', {
  /** The network behind the gateway, for gateways that serve several. */
  networkId: axdr.unsigned8,
  /** The meter in that network, as the network writes addresses. */
  physicalDevice: axdr.octetString,
  apdu: rest,
})

/**
 * An APDU for, or of, a meter behind a gateway (Green Book, gateway protocol): E6 on the way to the meter, E7 on the way
 * from it. It stands where the APDU alone would: behind a wrapper header, or an LLC header.
 */
export type GatewayApdu = AlternativesOf<{
  readonly 'to-device': readonly [number, typeof prefixed]
  readonly 'from-device': readonly [number, typeof prefixed]
}>

export const gatewayApdu: Codec<GatewayApdu> = choice('gateway APDU', {
  'to-device': [0xe6, prefixed],
  'from-device': [0xe7, prefixed],
})

/** Whether octets begin as a gateway APDU does; no tag of an APDU is the same. */
export function isGatewayApdu(octets: Uint8Array): boolean {
  return octets[0] === 0xe6 || octets[0] === 0xe7
}
