import { at, DecodeError, fromBits, octetsOfBits, Reader, toBits, Writer } from '@ferraris/bytes'
import { axdr, type Codec, decode, decodeField, EncodeError, encode } from '@ferraris/codec'
import type { Data } from './data.ts'
import { type DataType, dataTags, typeOfTag } from './data-type.ts'
import { type TypeDescription, typeDescription } from './type-description.ts'

/** Deeper nesting than any interface class needs: past it a message is hostile. */
const maxDepth = 32

/** How many values an octet of a compact array may stand for, whatever its description claims: null-data takes none. */
export const valuesPerOctet = 32

/** Data with its tag (IEC 62056-5-3, 9.5). */
export const dataCodec: Codec<Data> = {
  shape: { kind: 'leaf', name: 'Data' },
  encode: writeData,
  decode: reader => readData(reader, 0),
}

/** Data as octets, its tag in front. Throws EncodeError for a value that its type cannot hold. */
export function encodeData(value: Data): Uint8Array {
  return encode(dataCodec, value)
}
/** Octets that are one Data and nothing behind it. Throws DecodeError. */
export function decodeData(octets: Uint8Array): Data {
  return decode(dataCodec, octets)
}

function writeData(writer: Writer, value: Data): void {
  writer.u8(dataTags[value.type])
  switch (value.type) {
    case 'array':
    case 'structure':
      axdr.writeLength(writer, value.value.length)
      for (const element of value.value) writeData(writer, element)
      break
    case 'compact-array': {
      typeDescription.encode(writer, value.of)
      const contents = new Writer()
      for (const element of value.value) writeUntagged(contents, value.of, element)
      axdr.octetString.encode(writer, contents.finish())
      break
    }
    default:
      writeContent(writer, value)
  }
}

/** The value without its tag, as in compact arrays: the description says the type. */
export function writeUntagged(writer: Writer, of: TypeDescription, value: Data): void {
  if (of.type !== value.type) throw new EncodeError(`compact array of ${of.type} cannot hold ${value.type}`)
  if (of.type === 'array' || of.type === 'structure') {
    const elements = value.value as readonly Data[]
    const count = of.type === 'array' ? of.count : of.of.length
    if (elements.length !== count)
      throw new EncodeError(`${of.type} of ${count} given ${elements.length} elements`)
    elements.forEach((element, i) => {
      writeUntagged(writer, of.type === 'array' ? of.of : at(of.of, i), element)
    })
  } else writeContent(writer, value)
}

function writeContent(writer: Writer, { type, value }: Data): void {
  switch (type) {
    case 'null-data':
    case 'dont-care':
      return
    case 'boolean':
      writer.u8(value ? 1 : 0)
      return
    case 'bit-string':
      axdr.writeLength(writer, value.length)
      writer.bytes(fromBits(value))
      return
    case 'octet-string':
      axdr.octetString.encode(writer, value)
      return
    case 'visible-string':
      axdr.writeLength(writer, value.length)
      writer.latin1(value)
      return
    case 'utf8-string':
      axdr.octetString.encode(writer, new TextEncoder().encode(value))
      return
    case 'date-time':
    case 'date':
    case 'time':
      if (value.length !== fixedLength[type]) throw new EncodeError(`${type} of ${value.length} octets`)
      writer.bytes(value)
      return
    case 'integer':
    case 'unsigned':
    case 'enum':
    case 'bcd':
    case 'delta-integer':
    case 'delta-unsigned':
      writer.u8(value)
      return
    case 'long':
    case 'long-unsigned':
    case 'delta-long':
    case 'delta-long-unsigned':
      writer.u16(value)
      return
    case 'double-long':
    case 'double-long-unsigned':
    case 'delta-double-long':
    case 'delta-double-long-unsigned':
      writer.u32(value)
      return
    case 'long64':
    case 'long64-unsigned':
      writer.u64(value)
      return
    case 'float32':
      writer.f32(value)
      return
    case 'float64':
      writer.f64(value)
      return
    default:
      throw new EncodeError(`${type} cannot stand without its tag`)
  }
}

const fixedLength = { 'date-time': 12, date: 5, time: 4 } as const

function readData(reader: Reader, depth: number): Data {
  const offset = reader.offset
  if (depth > maxDepth) throw new DecodeError('limit', offset, `data nested deeper than ${maxDepth}`)
  const type = typeOfTag.get(reader.u8())
  switch (type) {
    case undefined:
      throw new DecodeError('unexpected', offset, `tag ${reader.octets[offset]} is no data type`)
    case 'array':
    case 'structure':
      return { type, value: readElements(reader, depth) }
    case 'compact-array':
      return readCompactArray(reader)
    default:
      return readContent(reader, type)
  }
}

function readElements(reader: Reader, depth: number): Data[] {
  const offset = reader.offset
  const count = axdr.readLength(reader)
  // Each element has at least its tag octet: a larger count is refused before memory is spent on it.
  if (count > reader.remaining) {
    throw new DecodeError('truncated', offset, `${count} elements announced, ${reader.remaining} octets left`)
  }
  const elements: Data[] = []
  for (let i = 0; i < count; i++) elements.push(readElement(reader, i, depth + 1))
  return elements
}

function readElement(reader: Reader, index: number, depth: number): Data {
  try {
    reader.tracer?.enter(`[${index}]`, reader.offset)
    const element = readData(reader, depth)
    reader.tracer?.leave(reader.offset, element)
    return element
  } catch (error) {
    throw error instanceof DecodeError ? error.within(`[${index}]`) : error
  }
}

function readCompactArray(reader: Reader): Data {
  const of = decodeField(reader, 'description', typeDescription)
  const contents = reader.window(axdr.readLength(reader))
  const budget = { left: contents.remaining * valuesPerOctet }
  const value: Data[] = []
  while (contents.remaining > 0) {
    const before = contents.offset
    value.push(readUntaggedElement(contents, of, value.length, budget))
    if (contents.offset === before) throw new DecodeError('unexpected', before, 'elements without content')
  }
  return { type: 'compact-array', of, value }
}

/**
 * Reads a value of the type in a description. `budget` bounds what a small description may unfold into: a few
 * octets can describe an array of arrays of 65,535 times nothing.
 */
export function readUntagged(
  reader: Reader,
  of: TypeDescription,
  budget = { left: 256 + reader.remaining * valuesPerOctet },
): Data {
  if (--budget.left < 0) throw new DecodeError('limit', reader.offset, 'more values than the octets can hold')
  if (of.type !== 'array' && of.type !== 'structure') return readContent(reader, of.type)
  const count = of.type === 'array' ? of.count : of.of.length
  const value: Data[] = []
  for (let i = 0; i < count; i++) {
    value.push(readUntaggedElement(reader, of.type === 'array' ? of.of : at(of.of, i), i, budget))
  }
  return { type: of.type, value }
}

function readUntaggedElement(
  reader: Reader,
  of: TypeDescription,
  index: number,
  budget: { left: number },
): Data {
  try {
    reader.tracer?.enter(`[${index}]`, reader.offset)
    const element = readUntagged(reader, of, budget)
    reader.tracer?.leave(reader.offset, element)
    return element
  } catch (error) {
    throw error instanceof DecodeError ? error.within(`[${index}]`) : error
  }
}

function readContent(reader: Reader, type: Exclude<DataType, 'array' | 'structure' | 'compact-array'>): Data {
  switch (type) {
    case 'null-data':
    case 'dont-care':
      return { type, value: null }
    case 'boolean':
      return { type, value: reader.u8() !== 0 }
    case 'bit-string': {
      const count = axdr.readLength(reader)
      return { type, value: toBits(reader.take(octetsOfBits(count)), count) }
    }
    case 'octet-string':
      return { type, value: reader.take(axdr.readLength(reader)) }
    case 'visible-string':
      return { type, value: reader.latin1(axdr.readLength(reader)) }
    case 'utf8-string':
      return { type, value: reader.utf8(axdr.readLength(reader)) }
    case 'date-time':
    case 'date':
    case 'time':
      return { type, value: reader.take(fixedLength[type]) }
    case 'unsigned':
    case 'enum':
    case 'bcd':
    case 'delta-unsigned':
      return { type, value: reader.u8() }
    case 'integer':
    case 'delta-integer':
      return { type, value: reader.i8() }
    case 'long':
    case 'delta-long':
      return { type, value: reader.i16() }
    case 'long-unsigned':
    case 'delta-long-unsigned':
      return { type, value: reader.u16() }
    case 'double-long':
    case 'delta-double-long':
      return { type, value: reader.i32() }
    case 'double-long-unsigned':
    case 'delta-double-long-unsigned':
      return { type, value: reader.u32() }
    case 'long64':
      return { type, value: reader.i64() }
    case 'long64-unsigned':
      return { type, value: reader.u64() }
    case 'float32':
      return { type, value: reader.f32() }
    case 'float64':
      return { type, value: reader.f64() }
  }
}

/** Decodes a compact-data buffer (class 62) by its template description. */
export function decodeUntagged(octets: Uint8Array, of: TypeDescription): Data {
  const reader = new Reader(octets)
  const value = readUntagged(reader, of)
  reader.finish()
  return value
}
