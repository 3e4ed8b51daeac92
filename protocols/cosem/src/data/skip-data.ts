import { DecodeError, octetsOfBits, type Reader } from '@ferraris/bytes'
import { axdr } from '@ferraris/codec'
import { dataTags } from './data-type.ts'
import { typeDescription } from './type-description.ts'

const variable = -1
const unknown = -2

/** Octets that the content of each type takes, by tag; negative if it varies or the tag is no type. */
export const contentSize = new Int8Array(256).fill(unknown)
for (const [type, size] of Object.entries({
  'null-data': 0,
  'dont-care': 0,
  boolean: 1,
  integer: 1,
  unsigned: 1,
  enum: 1,
  bcd: 1,
  long: 2,
  'long-unsigned': 2,
  'double-long': 4,
  'double-long-unsigned': 4,
  long64: 8,
  'long64-unsigned': 8,
  float32: 4,
  float64: 8,
  'date-time': 12,
  date: 5,
  time: 4,
  'delta-integer': 1,
  'delta-long': 2,
  'delta-double-long': 4,
  'delta-unsigned': 1,
  'delta-long-unsigned': 2,
  'delta-double-long-unsigned': 4,
  array: variable,
  structure: variable,
  'compact-array': variable,
  'octet-string': variable,
  'visible-string': variable,
  'utf8-string': variable,
  'bit-string': variable,
}))
  contentSize[dataTags[type as keyof typeof dataTags]] = size

/**
 * Moves behind one Data without building it, so that a response can be cut into its values and each value decoded
 * once, by the code that knows its meaning.
 */
export function skipData(reader: Reader): void {
  // Counts what is still to be skipped instead of recursing: nesting costs no stack.
  let left = 1
  while (left > 0) {
    const offset = reader.offset
    const tag = reader.u8()
    const size = contentSize[tag] ?? 0
    left--
    if (size >= 0) skip(reader, size)
    else if (size === unknown) throw new DecodeError('unexpected', offset, `tag ${tag} is no data type`)
    else if (tag === dataTags.array || tag === dataTags.structure) {
      left += axdr.readLength(reader)
      // Every value still to come has at least its tag.
      if (left > reader.remaining) {
        throw new DecodeError(
          'truncated',
          offset,
          `${left} elements announced, ${reader.remaining} octets left`,
        )
      }
    } else if (tag === dataTags['bit-string']) skip(reader, octetsOfBits(axdr.readLength(reader)))
    else {
      if (tag === dataTags['compact-array']) typeDescription.decode(reader)
      skip(reader, axdr.readLength(reader))
    }
  }
}

function skip(reader: Reader, count: number): void {
  reader.need(count)
  reader.offset += count
}
