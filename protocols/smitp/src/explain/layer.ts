import { toHex } from '@ferraris/bytes'
import type { Field } from '@ferraris/codec'
import { meaningOf } from './meaning.ts'

/** A field with the octets `[from, to)` it came from. The form is that of explanations in `@ferraris/dlms`. */
export interface LayerField {
  name: string
  from: number
  to: number
  /** Number, text, hex of octets; missing on a field that is only made of others. */
  value?: string | number | boolean | null
  /** What the value stands for, where it is a code. */
  meaning?: string
  fields?: LayerField[]
}

/** One layer of a telegram: its own fields, not those of what it carries. */
export interface Layer {
  name: string
  from: number
  to: number
  summary?: string
  fields: LayerField[]
  error?: string
  /** The octets that offsets refer to, where they are not those of the telegram: decoded or deciphered ones. */
  hex?: string
}

/** Something that is wrong with a telegram or with what was given along with it. */
export interface Fault {
  layer: string
  /** Dotted field path within the layer. */
  path: string
  /** Octet in the layer's own octets where it has such, else in the telegram. */
  offset: number
  message: string
}

/** Fields of an annotation as fields of a layer. */
export const layerFields = (fields: readonly Field[]): LayerField[] =>
  fields.filter(({ from, to }) => from < to).map(layerField)

function layerField({ name, from, to, value, fields }: Field): LayerField {
  const shown: LayerField = { name, from, to }
  if (fields !== undefined) return { ...shown, fields: layerFields(fields) }
  if (value !== undefined) shown.value = presentable(value)
  const meaning = meaningOf(name, value)
  if (meaning !== undefined) shown.meaning = meaning
  return shown
}

function presentable(value: unknown): string | number | boolean | null {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value
  if (value instanceof Uint8Array) return toHex(value)
  if (Array.isArray(value)) return `${value.length}`
  if (typeof value !== 'object') return String(value)
  return Object.entries(value)
    .filter(([, member]) => member !== false && member !== undefined)
    .map(([member, of]) => (of === true ? member : `${member} ${presentable(of)}`))
    .join(', ')
}
