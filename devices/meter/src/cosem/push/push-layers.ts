import type { Data } from '@ferraris/cosem'
import type { classes } from '@ferraris/cosem/classes'
import type { ValueTypeOf } from '@ferraris/cosem/values'
import type { PushKey, PushProtection } from '../../security/push-protection.ts'

/** push_protection_parameters (IEC 62056-6-2, class 40, attribute 10): the layer that is applied first stands first. */
export type Layers = ValueTypeOf<typeof classes.pushSetupV1.attributes.pushProtectionParameters.type>
type Options = Layers[number]['options']

const titleLength = 8
const globalUnicast = 0
const masterKey = 0

/**
 * Whether the meter can protect so: it ciphers once, and signs besides if it is told to. A layer without an addressee is
 * made with the global keys in general-glo-ciphering; keys of other kinds, and signatures, are for one addressee.
 */
export function isPossible(layers: Layers): boolean {
  if (layers.length === 0) return true
  const [ciphering, ...more] = layers.filter(({ type }) => type !== 'digital-signature')
  const signature = layers.find(({ type }) => type === 'digital-signature')
  if (ciphering === undefined || more.length > 0 || layers.length > 2) return false
  const { options } = ciphering
  if (keyOf(options) === undefined) return false
  const isOfOneParty = options.keyInfo.type !== 'identified' || signature !== undefined
  return isAddressed(options) || (!isOfOneParty && options.recipientSystemTitle.length === 0)
}

/** What layers ask for. */
export function protectionIn(layers: Layers, client: number): PushProtection | undefined {
  const layer = layers.find(({ type }) => type !== 'digital-signature')
  if (layer === undefined) return undefined
  const { type, options } = layer
  const key = keyOf(options)
  return {
    client,
    authenticated: type !== 'encryption',
    encrypted: type !== 'authentication',
    signed: layers.some(other => other.type === 'digital-signature'),
    ...(key !== undefined &&
      isAddressed(options) && {
        addressed: { key, recipient: options.recipientSystemTitle, transactionId: options.transactionId },
      }),
  }
}

function isAddressed({ recipientSystemTitle }: Options): boolean {
  return recipientSystemTitle.length === titleLength
}

/** The key that key_info names (IEC 62056-5-3, 9.5): the meter makes what a wrapped or an agreed one needs. */
function keyOf({ keyInfo: { type, options } }: Options): PushKey | undefined {
  if (type === 'identified') return isCode(options, globalUnicast) ? 'identified' : undefined
  const first = options.type === 'structure' ? options.value[0] : undefined
  if (type === 'wrapped') return isCode(first, masterKey) ? 'wrapped' : undefined
  const scheme = first?.type === 'octet-string' && first.value.length === 1 ? first.value[0] : undefined
  return scheme === undefined ? undefined : schemes[scheme]
}

/** key_parameters of a key that is agreed on. */
const schemes: Readonly<Record<number, PushKey>> = { 1: 'one-pass', 2: 'static-unified' }

function isCode(told: Data | undefined, code: number): boolean {
  return told?.type === 'enum' && told.value === code
}
