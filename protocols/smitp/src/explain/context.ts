import type { DecodeError } from '@ferraris/bytes'
import { toHex } from '@ferraris/bytes'
import { annotate, type Codec } from '@ferraris/codec'
import type { Message } from '../application/messages.ts'
import type { CosemMessage } from '../cosem/cosem.ts'
import type { NetworkMessage } from '../network/messages.ts'
import type { KeySet } from './keys.ts'
import { type Fault, type Layer, layerFields } from './layer.ts'
import type { AskedRow } from './row-layers.ts'

/** All that comes to light while a telegram is taken apart. */
export interface Context {
  readonly keys: readonly KeySet[]
  readonly asked: AskedRow | undefined
  readonly layers: Layer[]
  readonly errors: Fault[]
  /** The innermost message, where one was reached. */
  message?: Message | NetworkMessage | CosemMessage
}

/** Octets to explain within the octets that offsets refer to. */
export interface Passage {
  readonly octets: Uint8Array
  readonly from: number
  readonly to: number
  /** The octets are not those of the telegram: a layer over them shows them itself. */
  readonly own: boolean
}

/** Decoded or deciphered: octets that stand nowhere in the telegram. */
export const ownPassage = (octets: Uint8Array): Passage => ({ octets, from: 0, to: octets.length, own: true })

/** Where the octets of a field stand: they are a view on the octets of the passage. */
export function passageOf({ octets, own }: Passage, part: Uint8Array): Passage {
  const from = part.byteOffset - octets.byteOffset
  return { octets, from, to: from + part.length, own }
}

/** A layer over a passage, its fields told by the format's declaration; notes what is wrong with them. */
export function layerOver<T>(
  context: Context,
  name: string,
  codec: Codec<T>,
  passage: Passage,
): { readonly layer: Layer; readonly value: T | undefined } {
  const { octets, from, to, own } = passage
  const { fields, value, error } = annotate(codec, octets, from, to)
  const layer: Layer = { name, from, to, fields: layerFields(fields), ...(own && { hex: toHex(octets) }) }
  context.layers.push(layer)
  if (error !== undefined) decodeFault(context, layer, error)
  return { layer, value }
}

export function fault(
  { errors }: Context,
  layer: Layer,
  path: string,
  offset: number,
  message: string,
): void {
  layer.error ??= message
  errors.push({ layer: layer.name, path, offset, message })
}

const decodeFault = (context: Context, layer: Layer, error: DecodeError): void =>
  fault(context, layer, error.path, error.offset, `${error.detail}${advice[error.fault]}`)

const advice: Readonly<Record<DecodeError['fault'], string>> = {
  truncated: '; was the telegram copied to its end?',
  trailing: '; does the telegram end where its length says?',
  unexpected: '',
  limit: '',
  checksum: '; was the telegram copied without a mistake?',
}
