import { chain2Dissector } from '@ferraris/chain2/explain'
import { type DissectOptions, type Dissector, dissectorFor } from '@ferraris/codec/dissect'
import { dlmsDissector } from '@ferraris/dlms/explain'
import { smitpDissector } from '@ferraris/smitp/explain'
import { InputError } from '../errors.ts'

/** In the order in which they are asked for octets that do not name their protocol. */
export const dissectors = [
  dlmsDissector,
  smitpDissector,
  chain2Dissector,
] as const satisfies readonly Dissector[]

/** The dissector for a telegram: the one named, or the one that knows the transport or the octets; DLMS for all others. */
export function chooseDissector(
  octets: Uint8Array,
  protocol: string,
  { transport = 'auto', keys }: DissectOptions,
): Dissector {
  if (protocol === 'auto') return dissectorFor(dissectors, octets, { transport, keys }) ?? dlmsDissector
  const named = dissectors.find(dissector => dissector.protocol === protocol) ?? dlmsDissector
  if (transport === 'auto' || named.transports.some(known => known === transport)) return named
  throw new InputError(
    '--transport',
    `${transport} carries no ${protocol.toUpperCase()}`,
    `choose one of ${named.transports.join(', ')}`,
  )
}
