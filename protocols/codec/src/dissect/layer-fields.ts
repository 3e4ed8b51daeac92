import { toHex } from '@ferraris/bytes'
import type { Field } from '../annotate.ts'
import type { LayerField } from './layer.ts'

/** How the values of one protocol read for people. */
export interface FieldWords {
  /** What a value stands for, where the bare value does not say it; `within` is the value that it is an element of. */
  readonly meaning: (name: string, value: unknown, within: unknown) => string | undefined
  /** A value of the protocol's own kinds as text; of one with elements, which follow as fields, what stands before them. */
  readonly text?: (value: object, elements: boolean) => string | undefined
  /** The field to show in place of one that is only its cover. */
  readonly uncovered?: (field: Field) => Field
}

/** Fields of an annotation as fields of a layer. An optional field that is not there has neither octets nor value. */
export function layerFields(fields: readonly Field[], words: FieldWords, within?: unknown): LayerField[] {
  return fields
    .filter(({ from, to, value }) => from < to || value !== undefined)
    .map(field => layerField(words.uncovered?.(field) ?? field, words, within))
}

/** Where the innermost field of that name begins. */
export function offsetOf(fields: readonly LayerField[], name: string): number | undefined {
  for (const field of fields) {
    const found = offsetOf(field.fields ?? [], name) ?? (field.name === name ? field.from : undefined)
    if (found !== undefined) return found
  }
  return undefined
}

function layerField(field: Field, words: FieldWords, within: unknown): LayerField {
  const { name, from, to, value, fields } = field
  const shown: LayerField = { name, from, to }
  if (fields !== undefined) {
    const text = isObject(value) ? words.text?.(value, true) : undefined
    if (text !== undefined) shown.value = text
    shown.fields = layerFields(fields, words, value)
    return shown
  }
  if (value !== undefined) shown.value = presentable(value, words)
  // An optional field says with an octet that it is not there.
  else if ('value' in field) shown.value = null
  const meaning =
    words.meaning(name, value, within) ?? (shown.value === null && value === undefined ? 'absent' : undefined)
  if (meaning !== undefined) shown.meaning = meaning
  return shown
}

function presentable(value: unknown, words: FieldWords): NonNullable<LayerField['value']> | null {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value
  if (!isObject(value)) return String(value)
  if (value instanceof Uint8Array) return toHex(value)
  if (Array.isArray(value)) return String(value.length)
  return (
    words.text?.(value, false) ??
    Object.entries(value)
      .filter(([, member]) => member !== false && member !== undefined)
      .map(([member, of]) => (of === true ? member : `${member} ${presentable(of, words)}`))
      .join(', ')
  )
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
