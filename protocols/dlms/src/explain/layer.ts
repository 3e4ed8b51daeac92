import { toHex } from '@ferraris/bytes'
import type { Field, LayerField } from '@ferraris/codec'
import { type Data, dataTags, describeData } from '@ferraris/cosem'
import { meaningOf } from './meaning.ts'
import { scalerAndUnit } from './readings.ts'

/** Fields of an annotation as fields of a layer. */
export function layerFields(fields: readonly Field[]): LayerField[] {
  // An optional field that is not there has neither octets nor value.
  return fields.filter(field => field.from < field.to || field.value !== undefined).map(layerField)
}

/** Where the innermost field of that name begins. */
export function offsetOf(fields: readonly LayerField[], name: string): number | undefined {
  for (const field of fields) {
    const found = offsetOf(field.fields ?? [], name) ?? (field.name === name ? field.from : undefined)
    if (found !== undefined) return found
  }
  return undefined
}

function layerField(field: Field): LayerField {
  const { name, from, to, value, fields } = collapsed(field)
  const shown: LayerField = { name, from, to }
  if (fields === undefined) {
    const meaning = meaningOf(name, value)
    // An optional field says with an octet that it is not there.
    if (value === undefined && 'value' in field) Object.assign(shown, { value: null, meaning: 'absent' })
    if (value !== undefined) shown.value = presentable(value)
    if (meaning !== undefined) shown.meaning = meaning
  } else {
    if (isData(value)) shown.value = containerText(value)
    shown.fields = withUnit(layerFields(fields), value)
  }
  return shown
}

/** Scaler and unit stand in a structure of their own: the unit's code gets its symbol. */
function withUnit(fields: LayerField[], value: unknown): LayerField[] {
  const unit = isData(value) ? scalerAndUnit(value)?.unit : undefined
  if (unit !== undefined) fields[1]!.meaning = unit
  return fields
}

/** A field that is nothing but one Data shows the Data itself. */
function collapsed(field: Field): Field {
  const only = field.fields?.length === 1 ? field.fields[0]! : undefined
  if (only === undefined || only.name !== 'Data' || only.from !== field.from || only.to !== field.to)
    return field
  return { ...only, name: field.name }
}

function isData(value: unknown): value is Data {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    (value.type as string) in dataTags &&
    'value' in value
  )
}

/** What stands in front of the elements, which are fields of their own. */
function containerText({ type, value }: Data): string {
  return Array.isArray(value) ? `${type} of ${value.length}` : type
}

function presentable(value: unknown): NonNullable<LayerField['value']> | null {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value
  if (typeof value === 'bigint') return String(value)
  if (value instanceof Uint8Array) return toHex(value)
  if (isData(value)) return describeData(value)
  return Object.entries(value as object)
    .filter(([, member]) => member !== false && member !== undefined)
    .map(([member, of]) => (of === true ? member : `${member} ${presentable(of)}`))
    .join(', ')
}
