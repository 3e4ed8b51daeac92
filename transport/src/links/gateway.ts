import { DecodeError, equal } from '@ferraris/bytes'
import { decode, encode } from '@ferraris/codec'
import { gatewayApdu, isGatewayApdu } from '@ferraris/dlms/apdu'
import type { ApduLink } from '../apdu-link.ts'
import type { UriGateway } from '../meter-uri/meter-uri.ts'

/** A link to a meter behind a gateway, over the link to the gateway, which is the new one's from now on. */
export function throughGateway(link: ApduLink, { networkId, physicalDevice }: UriGateway): ApduLink {
  /** What comes of other meters, or of the gateway itself, is not for this link. */
  function apduOf(octets: Uint8Array): Uint8Array | undefined {
    if (!isGatewayApdu(octets)) return undefined
    try {
      const from = decode(gatewayApdu, octets)
      const ours = from.networkId === networkId && equal(from.physicalDevice, physicalDevice)
      return ours ? from.apdu : undefined
    } catch (error) {
      if (error instanceof DecodeError) return undefined
      throw error
    }
  }
  return {
    peer: `${link.peer}, network ${networkId}`,
    attach: receiver =>
      link.attach({
        onApdu(octets) {
          const apdu = apduOf(octets)
          if (apdu !== undefined) receiver.onApdu(apdu)
        },
        onProgress: () => receiver.onProgress?.(),
        onClosed: error => receiver.onClosed(error),
      }),
    send: apdu => link.send(encode(gatewayApdu, { kind: 'to-device', networkId, physicalDevice, apdu })),
    poll: () => link.poll?.(),
    pass: () => link.pass?.(),
    close: () => link.close(),
  }
}
