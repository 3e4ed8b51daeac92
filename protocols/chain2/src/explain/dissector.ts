import type { Dissector } from '@ferraris/codec/dissect'
import { explainChain2, type Transport, transports } from './explain.ts'

/** Chain 2, as `ferraris telegram explain` takes it apart beside other protocols. */
export const chain2Dissector: Dissector = {
  protocol: 'chain2',
  transports,
  detect: (octets, keys) => {
    const { frame, errors } = explainChain2(octets, 'frame', keys)
    return frame !== undefined && errors.length === 0
  },
  explain: (octets, { transport, keys } = {}) =>
    explainChain2(octets, transports.find(known => known === transport) ?? detectTransport(octets), keys),
}

const generalGloCiphering = 0xdb

function detectTransport(octets: Uint8Array): Transport {
  return octets[0] === generalGloCiphering ? 'frame' : 'buffer'
}
