import { fromHex } from '@ferraris/bytes'
import {
  type Dissection,
  Findings,
  type GivenKeys,
  ownPassage,
  type Passage,
  type Reading,
  wholePassage,
} from '@ferraris/codec/dissect'
import { explain } from '@ferraris/dlms/explain'
import { Chain2Error } from '../chain2-error.ts'
import { codecOf, type Frame, frameLayouts } from '../frames/frame.ts'
import type { FrameLayout } from '../layouts/layout.ts'
import type { LayoutSet } from '../layouts/layout-set.ts'
import { associationBody, associationTemplate } from '../sealing/association.ts'
import { bufferOf } from '../sealing/seal-frame.ts'
import { fieldWords, instantText } from './field-words.ts'

/** What a telegram begins with: the ciphered frame as it travels, or the compact buffer in it. */
export const transports = ['frame', 'buffer'] as const
export type Transport = (typeof transports)[number]

/**
 * Takes a telegram of Chain 2 apart, layer by layer, as far as its octets and the keys allow: `guek` and `gak` are the operating
 * keys, `initialKey` opens association frames. Never throws: what is wrong is in `errors`.
 */
export function explainChain2(
  octets: Uint8Array,
  transport: Transport,
  keys: readonly GivenKeys[] = [],
  layouts: LayoutSet = frameLayouts,
): Dissection {
  if (transport === 'buffer') return explainBuffer(wholePassage(octets), transport, layouts)
  const outer = explain(octets, { transport: 'apdu', keys: keys.map(withInitialKey) })
  const plaintextHex = outer.apdus[0]?.plaintextHex
  if (typeof plaintextHex !== 'string') {
    const sealed = outer.layers.some(({ name }) => name === 'general-glo-ciphering')
    const missing = sealed ? 'give guek and gak, or initialKey, to see the frame' : 'no ciphered frame'
    const errors = outer.errors.length > 0 || sealed ? outer.errors : [fault(missing)]
    return { transport, layers: outer.layers, values: [], errors }
  }
  try {
    const inner = explainBuffer(ownPassage(bufferOf(fromHex(plaintextHex))), transport, layouts)
    const errors = [...outer.errors, ...inner.errors]
    const values = outer.errors.length > 0 ? [] : inner.values
    return { ...inner, apdus: outer.apdus, layers: [...outer.layers, ...inner.layers], values, errors }
  } catch (error) {
    if (!(error instanceof Chain2Error)) throw error
    return { transport, layers: outer.layers, values: [], errors: [...outer.errors, fault(error.message)] }
  }
}

function fault(message: string) {
  return { layer: 'compact frame', path: '', offset: 0, message }
}

/** The initial key stands in both places of an association frame. */
function withInitialKey({ initialKey, ...keys }: GivenKeys): GivenKeys {
  return initialKey === undefined ? keys : { ...keys, guek: initialKey, gak: initialKey }
}

function explainBuffer(passage: Passage, transport: Transport, layouts: LayoutSet): Dissection {
  const template = passage.octets[passage.from]
  if (template === associationTemplate) {
    const findings = new Findings(fieldWords([{ name: 'gap', unit: 'W' }]))
    findings.layerOver('association', associationBody, passage)
    return { transport, layers: findings.layers, values: [], errors: findings.errors }
  }
  const layout = template === undefined ? undefined : layouts.ofTemplate(template)?.layout
  const findings = new Findings(fieldWords(layout?.fields ?? []))
  const { layer, value } = findings.layerOver('compact frame', codecOf(layouts), passage)
  if (layout === undefined || value === undefined)
    return { transport, layers: findings.layers, values: [], errors: findings.errors }
  layer.summary = `CF${layout.frame}, ${layout.title}`
  const frame = value as Frame
  return {
    transport,
    layers: findings.layers,
    frame,
    values: readingsOf(frame, layout),
    errors: findings.errors,
  }
}

/** Values that a register names. */
function readingsOf(frame: Frame, { fields }: FrameLayout): Reading[] {
  const at = 'measureTime' in frame ? frame.measureTime : 'eventTime' in frame ? frame.eventTime : undefined
  const members = frame as unknown as Readonly<Record<string, unknown>>
  return fields.flatMap(({ name, object, unit, type }) => {
    const value = members[name]
    if (unit === 'instant' || (typeof value !== 'number' && typeof value !== 'string')) return []
    const time = at === undefined ? null : instantText(at)
    return [{ obis: object.obis, value, unit: type === 'visible-string' ? null : (unit ?? null), time }]
  })
}
