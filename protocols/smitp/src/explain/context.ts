import { type DecodeError, toHex } from '@ferraris/bytes'
import { annotate, type Codec, type Fault, type Layer, type Passage } from '@ferraris/codec'
import type { Message } from '../application/messages.ts'
import type { CosemMessage } from '../cosem/cosem.ts'
import type { NetworkMessage } from '../network/messages.ts'
import type { KeySet } from './keys.ts'
import { layerFields } from './layer.ts'
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

function decodeFault(context: Context, layer: Layer, error: DecodeError): void {
  fault(context, layer, error.path, error.offset, `${error.detail}; ${error.remedy}`)
}
