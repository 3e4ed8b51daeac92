import { defined, toHex } from '@ferraris/bytes'
import { type Codec, decode, encode, type Shape } from '@ferraris/codec'
import { branch, type Element, leaf, XmlError } from '@ferraris/codec/xml'
import { decodeData, encodeData, obis, obisToOctets } from '@ferraris/cosem'
import { associateSourceDiagnostic } from '../acse/aare.ts'
import { acseRequirements } from '../acse/leaves.ts'
import { invokeIdAndPriority } from '../apdu/elements/invoke-id.ts'
import { exceptionResponse } from '../apdu/errors.ts'
import { blockControl } from '../apdu/protection/general.ts'
import { protectedContent } from '../apdu/protection/protected-content.ts'
import { dateTimeTag } from '../apdu/services/notification.ts'
import { dataElement, dataOf, decoded, octetsOf, wholeNumber } from './data-xml.ts'

/** Fields with other names than in the standard's schema. */
const standardNames: Readonly<Record<string, string>> = {
  attribute: 'cosem-attribute-descriptor',
  attributes: 'attribute-descriptor-list',
  method: 'cosem-method-descriptor',
  methods: 'cosem-method-descriptor-list',
  parameters: 'method-invocation-parameters',
  values: 'value-list',
  results: 'result-list',
  dataBlock: 'datablock',
}

/** `clientMaxReceivePduSize` as `client-max-receive-pdu-size`. */
function kebab(field: string): string {
  return standardNames[field] ?? field.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)
}

/** The element of one value in a list. */
function itemName(shape: Shape): string {
  return 'name' in shape ? shape.name.toLowerCase().replace(/[^a-z0-9]+/g, '-') : 'item'
}

/** Hand-written leaves that are shown by their octets. */
const octetLeaves: Readonly<Record<string, Codec<unknown>>> = {
  'Invoke-Id-And-Priority': invokeIdAndPriority,
  'Associate-source-diagnostic': associateSourceDiagnostic,
  'ACSE-requirements': acseRequirements,
  'Exception-Response': exceptionResponse,
  'Block-Control': blockControl,
  'protected content': protectedContent,
  'date-time tag': dateTimeTag,
} as Readonly<Record<string, Codec<unknown>>>

/** A value of a declared format as an element. */
export function elementOf(shape: Shape, value: unknown, name: string): Element {
  switch (shape.kind) {
    case 'unsigned':
    case 'signed':
    case 'boolean':
    case 'enumeration':
    case 'bits':
      return leaf(name, String(value))
    case 'null':
      return leaf(name, '')
    case 'octets':
      return leaf(name, toHex(value as Uint8Array))
    case 'optional':
      return elementOf(shape.of, value, name)
    case 'list':
      return branch(
        name,
        (value as readonly unknown[]).map(item => elementOf(shape.of, item, itemName(shape.of))),
      )
    case 'sequence':
      return branch(name, fieldElements(shape.fields, value))
    case 'choice': {
      const { kind } = value as { kind: string }
      const [, , of] = defined(
        shape.alternatives.find(([alternative]) => alternative === kind),
        kind,
      )
      return branch(name, [elementOf(of, value, kind)])
    }
    case 'leaf':
      return leafElement(shape.name, value, name)
  }
}

function fieldElements(fields: readonly (readonly [string, Shape])[], value: unknown): Element[] {
  return fields
    .map(([field, of]) => [field, of, (value as Record<string, unknown>)[field]] as const)
    .filter(([, , member]) => member !== undefined)
    .map(([field, of, member]) => elementOf(of, member, kebab(field)))
}

function leafElement(kind: string, value: unknown, name: string): Element {
  switch (kind) {
    case 'Data':
      return branch(name, [dataElement(decodeData(value as Uint8Array))])
    case 'Cosem-Object-Instance-Id':
      return leaf(name, toHex(obisToOctets(obis(value as string))))
    case 'notification time':
      return leaf(name, toHex(value as Uint8Array))
    default:
      return leaf(name, toHex(encode(defined(octetLeaves[kind], kind), value)))
  }
}

/** The value of an element, as the format declares it. Throws XmlError. */
export function fromElement(shape: Shape, element: Element, path: string): unknown {
  const here = `${path}/${element.name}`
  switch (shape.kind) {
    case 'unsigned':
    case 'signed':
      return inRange(shape, Number(wholeNumber(element.text, here)), here)
    case 'boolean':
      if (element.text === 'true' || element.text === 'false') return element.text === 'true'
      throw new XmlError(here, `${JSON.stringify(element.text)} is neither true nor false`)
    case 'null':
      return null
    case 'enumeration':
      if (Object.hasOwn(shape.values, element.text)) return element.text
      throw new XmlError(
        here,
        `${JSON.stringify(element.text)} is none of ${Object.keys(shape.values).join(', ')}`,
      )
    case 'bits':
      if (/^[01]*$/.test(element.text)) return element.text
      throw new XmlError(here, `${JSON.stringify(element.text)} is no row of bits`)
    case 'octets': {
      const octets = octetsOf(element, path)
      if (shape.length === undefined || octets.length === shape.length) return octets
      throw new XmlError(here, `${octets.length} octets instead of ${shape.length}`)
    }
    case 'optional':
      return fromElement(shape.of, element, path)
    case 'list':
      return element.children.map(child => fromElement(shape.of, child, here))
    case 'sequence':
      return fieldValues(shape.fields, element, here)
    case 'choice': {
      const [chosen] = element.children
      const alternative = shape.alternatives.find(([kind]) => kind === chosen?.name)
      if (chosen === undefined || alternative === undefined) {
        throw new XmlError(here, `one of ${shape.alternatives.map(([kind]) => kind).join(', ')} is expected`)
      }
      return { kind: alternative[0], ...(fromElement(alternative[2], chosen, here) as object) }
    }
    case 'leaf':
      return leafValue(shape.name, element, path)
  }
}

function inRange(
  { kind, bits }: { kind: 'unsigned' | 'signed'; bits: number },
  value: number,
  path: string,
): number {
  const [least, most] = kind === 'unsigned' ? [0, 2 ** bits - 1] : [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1]
  if (value >= least && value <= most) return value
  throw new XmlError(path, `${value} is not within ${least} to ${most}`)
}

function fieldValues(fields: readonly (readonly [string, Shape])[], element: Element, path: string): object {
  const unknown = element.children.find(child => !fields.some(([field]) => kebab(field) === child.name))
  if (unknown !== undefined) {
    throw new XmlError(
      `${path}/${unknown.name}`,
      `is not known here; known: ${fields.map(([field]) => kebab(field)).join(', ')}`,
    )
  }
  const value: Record<string, unknown> = {}
  for (const [field, of] of fields) {
    const child = element.children.find(({ name }) => name === kebab(field))
    if (child !== undefined) value[field] = fromElement(of, child, path)
    else if (!mayBeMissing(of)) throw new XmlError(path, `${kebab(field)} is missing`)
  }
  return value
}

function mayBeMissing(shape: Shape): boolean {
  return shape.kind === 'optional' || (shape.kind === 'leaf' && shape.name === 'date-time tag')
}

function leafValue(kind: string, element: Element, path: string): unknown {
  const here = `${path}/${element.name}`
  switch (kind) {
    case 'Data': {
      const [only] = element.children
      if (only === undefined || element.children.length > 1) throw new XmlError(here, 'one value is expected')
      const value = dataOf(only, here)
      try {
        return encodeData(value)
      } catch (error) {
        throw new XmlError(here, (error as Error).message, error)
      }
    }
    case 'Cosem-Object-Instance-Id': {
      const octets = octetsOf(element, path)
      if (octets.length === 6) return octets.join('.')
      throw new XmlError(here, `${octets.length} octets instead of 6`)
    }
    case 'notification time':
      return octetsOf(element, path)
    default:
      return decoded(() => decode(defined(octetLeaves[kind], kind), octetsOf(element, path)), here)
  }
}
