import type { Dissector } from '@ferraris/codec/dissect'
import { explain } from './explain.ts'
import { isTransport, transports } from './transports/transport.ts'

/** DLMS, as `ferraris telegram explain` takes it apart beside other protocols. Octets are its own where nothing is wrong. */
export const dlmsDissector: Dissector = {
  protocol: 'dlms',
  transports,
  detect: (octets, keys) => explain(octets, { keys }).errors.length === 0,
  explain: (octets, { transport, keys } = {}) =>
    explain(octets, {
      transport: isTransport(transport) ? transport : 'auto',
      keys,
    }),
}
