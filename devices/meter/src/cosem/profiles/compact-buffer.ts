import { Writer } from '@ferraris/bytes'
import { encode } from '@ferraris/codec'
import { type Data, data, type TypeDescription, typeDescription, writeUntagged } from '@ferraris/cosem'

/** A value in a form that a type description covers: an array with elements of different types becomes a structure. */
function describable(value: Data): Data {
  if (value.type === 'structure') return data.structure(...value.value.map(describable))
  if (value.type !== 'array' && value.type !== 'compact-array') return value
  const elements = value.value.map(describable)
  const forms = new Set(elements.map(element => JSON.stringify(describe(element))))
  return forms.size > 1 ? data.structure(...elements) : data.array(...elements)
}

function describe(value: Data): TypeDescription {
  if (value.type === 'structure') return { type: 'structure', of: value.value.map(describe) }
  if (value.type === 'array' || value.type === 'compact-array') {
    const [first] = value.value
    return { type: 'array', count: value.value.length, of: first ? describe(first) : { type: 'null-data' } }
  }
  return { type: value.type }
}

/** A buffer of compact data (IEC 62056-6-2, class 62): the template's number, then the values without their types. */
export function compactBuffer(templateId: number, values: readonly Data[]): Uint8Array {
  const writer = new Writer().u8(templateId)
  for (const value of values.map(describable)) writeUntagged(writer, describe(value), value)
  return writer.finish()
}

/** The types of a buffer's values as a structure. */
export function templateDescription(values: readonly Data[]): Uint8Array {
  return encode(typeDescription, describe(describable(data.structure(...values))))
}
