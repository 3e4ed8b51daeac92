import { toHex } from '@ferraris/bytes'
import { describePlace, type MeterUri } from './meter-uri.ts'

/** Writes a meter URI with all its parts, so that no reader depends on defaults. */
export function formatMeterUri(uri: MeterUri): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(parametersOf(uri))) {
    if (value !== undefined) query.set(name, String(value))
  }
  return `dlms+${uri.medium}://${address(uri)}?${query}`
}

function parametersOf(uri: MeterUri): Record<string, string | number | undefined> {
  const { gateway } = uri
  return {
    // The wrapper is what TCP and UDP are for, HDLC what serial ports are for.
    framing: uri.framing === (uri.medium === 'serial' ? 'hdlc' : 'wrapper') ? undefined : uri.framing,
    ...(uri.medium === 'serial' && {
      baud: uri.baud,
      bits: uri.bits,
      parity: uri.parity,
      stop: uri.stop,
    }),
    // SMITP on a serial port is always behind an opening.
    opening: uri.framing === 'smitp' ? undefined : uri.opening,
    snrm: uri.snrm,
    'opening-address': uri.openingAddress,
    'opening-baud': uri.openingBaud,
    aca: uri.aca,
    client: uri.client,
    server: uri.server,
    physical: uri.physical,
    'address-octets': uri.addressOctets,
    info: uri.info,
    window: uri.window,
    gateway: gateway && `${gateway.networkId}:${toHex(gateway.physicalDevice)}`,
    auth: uri.auth,
    referencing: uri.referencing,
    suite: uri.suite,
    ciphering: uri.ciphering,
    device: uri.device,
  }
}

function address(uri: MeterUri): string {
  const text = describePlace(uri)
  return uri.medium === 'serial' ? text.split('/').map(encodeURIComponent).join('/') : text
}
