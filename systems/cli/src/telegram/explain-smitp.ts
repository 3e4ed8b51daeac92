import { toHex } from '@ferraris/bytes'
import { type Explanation, explain, type KeySetInput } from '@ferraris/dlms/explain'
import {
  explainSmitp,
  type SmitpExplanation,
  type SmitpKeyInput,
  type SmitpKind,
  smitpKinds,
} from '@ferraris/smitp/explain'
import { InputError } from '../errors.ts'
import { show } from '../terminal/say.ts'
import { telegramView } from './view.ts'

function isSmitpKind(transport: string): transport is SmitpKind {
  return (smitpKinds as readonly string[]).includes(transport)
}

/** Shows a SMITP telegram; gives what is wrong with it. */
export function showSmitp(
  octets: Uint8Array,
  transport: string,
  keys: readonly unknown[] | undefined,
  json: boolean | undefined,
): SmitpExplanation['errors'] {
  if (transport !== 'auto' && !isSmitpKind(transport)) {
    throw new InputError(
      '--transport',
      `${transport} carries no SMITP`,
      `choose one of ${smitpKinds.join(', ')}`,
    )
  }
  const explanation = explainSmitp(octets, {
    kind: transport,
    keys: keys as readonly SmitpKeyInput[] | undefined,
  })
  const { kind, ...rest } = explanation
  show(json, { protocol: 'smitp', transport: kind, ...rest, values: [] }, () =>
    telegramView({ ...explanation, values: [] }, toHex(octets)),
  )
  return explanation.errors
}

/**
 * Which protocol a telegram speaks that does not say so: SMITP only where its check sequence over the whole fits and DLMS
 * makes nothing of it.
 */
export function isSmitp(octets: Uint8Array, transport: string, keys: KeySetInput[] | undefined): boolean {
  if (isSmitpKind(transport)) return true
  if (transport !== 'auto') return false
  const asDlms: Explanation = explain(octets, { keys })
  if (asDlms.errors.length === 0) return false
  const { kind, errors } = explainSmitp(octets)
  return (kind === 'mac' || kind === 'phy' || kind === 'host') && !errors.some(({ layer }) => layer === kind)
}
