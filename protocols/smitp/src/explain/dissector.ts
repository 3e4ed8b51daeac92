import type { Dissector } from '@ferraris/codec/dissect'
import { explainSmitp, isSmitpKind, smitpKinds } from './explain.ts'

/** SMITP, as `ferraris telegram explain` takes it apart beside other protocols. */
export const smitpDissector: Dissector = {
  protocol: 'smitp',
  transports: smitpKinds,
  detect: hasCheckedFrame,
  explain(octets, { transport, keys } = {}) {
    const { kind, ...rest } = explainSmitp(octets, {
      kind: isSmitpKind(transport) ? transport : 'auto',
      keys,
    })
    return { transport: kind, ...rest, values: [] }
  },
}

/** Kinds of telegram with a check sequence over the whole. */
const checked: ReadonlySet<string> = new Set(['mac', 'phy', 'host'])

function hasCheckedFrame(octets: Uint8Array): boolean {
  const { kind, errors } = explainSmitp(octets)
  return checked.has(kind) && !errors.some(({ layer }) => layer === kind)
}
