import { DecodeError, fromHex, HexError, toHex } from '@ferraris/bytes'
import { decode, encode } from '@ferraris/codec'
import { branch, type Element, leaf, XmlError } from '@ferraris/codec/xml'
import { type Data, dataTags, typeDescription } from '@ferraris/cosem'

/** Data as an element named by its type, as in the standard's schema: `<long-unsigned>1234</long-unsigned>`. */
export function dataElement(value: Data): Element {
  switch (value.type) {
    case 'null-data':
    case 'dont-care':
      return leaf(value.type, '')
    case 'array':
    case 'structure':
      return branch(value.type, value.value.map(dataElement))
    case 'compact-array':
      return branch(value.type, [
        leaf('contents-description', toHex(encode(typeDescription, value.of))),
        branch('array-contents', value.value.map(dataElement)),
      ])
    case 'octet-string':
    case 'date-time':
    case 'date':
    case 'time':
      return leaf(value.type, toHex(value.value))
    // Text may hold what XML cannot: its octets cannot.
    case 'visible-string':
    case 'utf8-string':
      return printable(value.value)
        ? leaf(value.type, value.value)
        : branch(value.type, [leaf('octets', toHex(textOctets(value.type, value.value)))])
    default:
      return leaf(value.type, String(value.value))
  }
}

/** Whether the text comes back as it was: without control characters, and without the spaces that XML trims. */
function printable(text: string): boolean {
  return /^[^\p{C}]+$/u.test(text) && text.trim() === text
}

function textOctets(type: string, text: string): Uint8Array {
  return type === 'utf8-string'
    ? new TextEncoder().encode(text)
    : Uint8Array.from(text, character => character.charCodeAt(0))
}

/** Data of an element. Throws XmlError. */
export function dataOf(element: Element, path: string): Data {
  const { name: type, children, text } = element
  const here = `${path}/${type}`
  switch (type) {
    case 'null-data':
    case 'dont-care':
      return { type, value: null }
    case 'array':
    case 'structure':
      return { type, value: children.map(child => dataOf(child, here)) }
    case 'compact-array': {
      const [description, contents] = children
      if (description?.name !== 'contents-description' || contents?.name !== 'array-contents') {
        throw new XmlError(here, 'contents-description and array-contents are expected')
      }
      const of = decoded(() => decode(typeDescription, octetsOf(description, here)), here)
      return { type, of, value: contents.children.map(child => dataOf(child, `${here}/array-contents`)) }
    }
    case 'octet-string':
    case 'date-time':
    case 'date':
    case 'time':
      return { type, value: octetsOf(element, path) }
    case 'visible-string':
    case 'utf8-string': {
      const [octets] = children
      if (octets === undefined) return { type, value: text }
      const raw = octetsOf(octets, here)
      return {
        type,
        value: type === 'utf8-string' ? new TextDecoder().decode(raw) : String.fromCharCode(...raw),
      }
    }
    case 'bit-string':
      if (/^[01]*$/.test(text)) return { type, value: text }
      throw new XmlError(here, `${JSON.stringify(text)} is no row of bits`)
    case 'boolean':
      if (text === 'true' || text === 'false') return { type, value: text === 'true' }
      throw new XmlError(here, `${JSON.stringify(text)} is neither true nor false`)
    case 'long64':
    case 'long64-unsigned':
      return { type, value: BigInt(wholeNumber(text, here)) }
    case 'float32':
    case 'float64':
      return { type, value: floating(text, here) }
    default:
      if (!(type in dataTags)) throw new XmlError(here, 'is no type of COSEM data')
      return { type, value: Number(wholeNumber(text, here)) } as Data
  }
}

/** Hex digits of an element. Throws XmlError. */
export function octetsOf({ name, text }: Element, path: string): Uint8Array {
  try {
    return fromHex(text)
  } catch (error) {
    if (error instanceof HexError) throw new XmlError(`${path}/${name}`, error.message)
    throw error
  }
}

/** What decoding gives; octets that cannot be decoded are a fault of the XML. */
export function decoded<T>(work: () => T, path: string): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof DecodeError) throw new XmlError(path, error.message, error)
    throw error
  }
}

/** Decimal digits, as text: what they are is decided by the type. */
export function wholeNumber(text: string, path: string): string {
  if (/^-?\d{1,20}$/.test(text)) return text
  throw new XmlError(path, `${JSON.stringify(text)} is no whole number`)
}

function floating(text: string, path: string): number {
  const value = text === 'NaN' ? Number.NaN : text === '' ? undefined : Number(text)
  if (value === undefined || (Number.isNaN(value) && text !== 'NaN'))
    throw new XmlError(path, `${JSON.stringify(text)} is no number`)
  return value
}
