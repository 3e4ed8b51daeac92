import { toHex } from '@ferraris/bytes'
import type { Field, LayerField } from '@ferraris/codec'
import { meaningOf } from './meaning.ts'

/** Fields of an annotation as fields of a layer. */
export function layerFields(fields: readonly Field[]): LayerField[] {
  return fields.filter(({ from, to }) => from < to).map(layerField)
}

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
