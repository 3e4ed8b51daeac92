import { toHex } from '@ferraris/bytes'
import type { Field } from '@ferraris/codec'
import { type Data, dataTags, describeData } from '@ferraris/cosem'
import { meaningOf } from './meaning.ts'

/** A field with the octets `[from, to)` it came from. */
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
  /**
   * The octets that offsets refer to, where they are not those of the telegram: decrypted content, and what has been put
   * together from several frames.
   */
  hex?: string
}

/** Fields of an annotation as fields of a layer. */
export const layerFields = (fields: readonly Field[]): LayerField[] =>
  // An optional field that is not there has neither octets nor value.
  fields.filter(field => field.from < field.to || field.value !== undefined).map(layerField)

function layerField(field: Field): LayerField {
  const { name, from, to, value, fields } = collapsed(field)
  const shown: LayerField = { name, from, to }
  const own = fields === undefined ? presentable(value) : isData(value) ? containerText(value) : undefined
  if (own !== undefined) shown.value = own
  const meaning = fields === undefined ? meaningOf(name, value) : undefined
  if (meaning !== undefined) shown.meaning = meaning
  if (fields !== undefined) shown.fields = layerFields(fields)
  return shown
}

/** A field that is nothing but one Data shows the Data itself. */
function collapsed(field: Field): Field {
  const only = field.fields?.length === 1 ? field.fields[0]! : undefined
  if (only === undefined || only.name !== 'Data' || only.from !== field.from || only.to !== field.to)
    return field
  return { ...only, name: field.name }
}

const isData = (value: unknown): value is Data =>
  typeof value === 'object' &&
  value !== null &&
  'type' in value &&
  (value.type as string) in dataTags &&
  'value' in value

/** What stands in front of the elements, which are fields of their own. */
const containerText = ({ type, value }: Data): string =>
  Array.isArray(value) ? `${type} of ${value.length}` : type

function presentable(value: unknown): LayerField['value'] {
  if (value === undefined) return undefined
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value
  if (typeof value === 'bigint') return String(value)
  if (value instanceof Uint8Array) return toHex(value)
  if (isData(value)) return describeData(value)
  return Object.entries(value)
    .filter(([, member]) => member !== false && member !== undefined)
    .map(([member, of]) => (of === true ? member : `${member} ${presentable(of)}`))
    .join(', ')
}
