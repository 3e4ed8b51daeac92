import { DecodeError, type Reader, type Writer } from '@ferraris/bytes'
import { axdr, type Codec } from '@ferraris/codec'
import { type DataType, dataTags, typeOfTag } from './data-type.ts'

/** The type that all elements of a compact array, or a compact-data buffer, share (IEC 62056-5-3, 9.5, TypeDescription). */
export type TypeDescription =
  | { readonly type: Exclude<DataType, 'array' | 'structure' | 'compact-array'> }
  | { readonly type: 'array'; readonly count: number; readonly of: TypeDescription }
  | { readonly type: 'structure'; readonly of: readonly TypeDescription[] }

const maxDepth = 16

export const typeDescription: Codec<TypeDescription> = {
  shape: { kind: 'leaf', name: 'TypeDescription' },
  encode: write,
  decode: reader => read(reader, 0),
}

function write(writer: Writer, description: TypeDescription): void {
  writer.u8(dataTags[description.type])
  if (description.type === 'array') {
    writer.u16(description.count)
    write(writer, description.of)
  } else if (description.type === 'structure') {
    axdr.writeLength(writer, description.of.length)
    for (const member of description.of) write(writer, member)
  }
}

function read(reader: Reader, depth: number): TypeDescription {
  const offset = reader.offset
  if (depth > maxDepth)
    throw new DecodeError('limit', offset, `type description nested deeper than ${maxDepth}`)
  const type = typeOfTag.get(reader.u8())
  if (type === undefined || type === 'compact-array') {
    throw new DecodeError('unexpected', offset, `tag ${reader.octets[offset]} describes no type`)
  }
  if (type === 'array') {
    return { type, count: reader.u16(), of: read(reader, depth + 1) }
  }
  if (type === 'structure') {
    const count = axdr.readLength(reader)
    reader.need(count)
    return { type, of: Array.from({ length: count }, () => read(reader, depth + 1)) }
  }
  return { type }
}
