import { CimError } from '../cim-error.ts'
import type { Field, Fields, Group, Schema } from '../schema/schema.ts'
import { escapeAttribute, escapeXml, isForbidden } from './escape.ts'

/** Name spaces of one document. */
export interface Spaces {
  readonly message: string
  profile(name: string): string
}

/** Where an element stands: its parent's name space, the default one that is in force, and the path for errors. */
interface Place {
  readonly space: string
  readonly inForce: string
  readonly path: string
  readonly indent: string
}

/** Writes one document: the outermost element `name` in the name space `space`, in the order of the declaration. */
export class DocumentEncoder {
  readonly #spaces: Spaces
  /** Prefix of the envelope's name space, where the outermost element is in another one. */
  readonly #prefix: string
  readonly #pretty: boolean
  readonly #out: string[] = []

  constructor(spaces: Spaces, pretty: boolean, rootSpace: string) {
    this.#spaces = spaces
    this.#pretty = pretty
    this.#prefix = rootSpace === spaces.message ? '' : 'msg:'
  }

  /** Throws CimError for a value that its declaration does not allow. */
  write(name: string, schema: Group<Fields>, value: unknown, space: string): string {
    const declared = this.#prefix === '' ? '' : ` xmlns:msg="${escapeAttribute(this.#spaces.message)}"`
    this.#out.push('<?xml version="1.0" encoding="UTF-8"?>', '\n')
    this.#element(name, schema, value, { space, inForce: '', path: name, indent: '' }, declared)
    return this.#out.join('')
  }

  #element(name: string, schema: Schema, value: unknown, place: Place, declared = ''): void {
    const own = this.#ownSpace(schema, place.space)
    const prefixed = own === this.#spaces.message && this.#prefix !== ''
    const tag = prefixed ? `${this.#prefix}${name}` : name
    const inForce = prefixed ? place.inForce : own
    const xmlns = prefixed || own === place.inForce ? '' : ` xmlns="${escapeAttribute(own)}"`
    const start = `${this.#pretty ? place.indent : ''}<${tag}${xmlns}${declared}`
    const end = this.#pretty ? '\n' : ''
    switch (schema.kind) {
      case 'group': {
        const inner: Place = {
          space: schema.space === 'message' ? this.#spaces.message : own,
          inForce,
          path: place.path,
          indent: `${place.indent}  `,
        }
        const mark = this.#out.push(start, '>', end)
        this.#members(schema, value, inner)
        if (this.#out.length === mark) this.#out.splice(mark - 2, 2, '/>', end)
        else this.#out.push(`${this.#pretty ? place.indent : ''}</${tag}>`, end)
        return
      }
      case 'reference':
        this.#out.push(`${start} ref="${this.#attribute(value, place)}"/>`, end)
        return
      case 'attributed': {
        const members = objectOf(value, place)
        const attributes = schema.attributes
          .filter(attribute => members[attribute] !== undefined)
          .map(attribute => ` ${attribute}="${this.#attribute(members[attribute], place)}"`)
        this.#out.push(`${start}${attributes.join('')}>${this.#text(members.value, place)}</${tag}>`, end)
        return
      }
      case 'leaf': {
        const text = typeof value === schemaType(schema.xsd) ? schema.format(value) : undefined
        if (text === undefined) throw unfit(`${told(value)} is not ${schema.expects}`, place)
        this.#out.push(`${start}>${this.#text(text, place)}</${tag}>`, end)
        return
      }
    }
  }

  #members(schema: Group<Fields>, value: unknown, place: Place): void {
    const members = objectOf(value, place)
    for (const name of Object.keys(members)) {
      if (members[name] !== undefined && !schema.byName.has(name))
        throw unfit(`has no element ${name}`, place)
    }
    for (const [name, field] of schema.byName) {
      const all = valuesOf(members[name], field, { ...place, path: `${place.path}/${name}` })
      all.forEach((one, i) => {
        const path = `${place.path}/${name}${isList(field) ? `[${i + 1}]` : ''}`
        this.#element(name, field.schema, one, { ...place, path })
      })
    }
  }

  #ownSpace(schema: Schema, parent: string): string {
    if (schema.kind !== 'group' || schema.space === undefined || schema.space === 'message') return parent
    return this.#spaces.profile(schema.space.profile)
  }

  #text(value: unknown, place: Place): string {
    return escapeXml(textOf(value, place))
  }

  #attribute(value: unknown, place: Place): string {
    return escapeAttribute(textOf(value, place))
  }
}

function valuesOf(value: unknown, field: Field, place: Place): readonly unknown[] {
  const { occurs } = field
  if (!isList(field)) {
    if (value === undefined && occurs === 'required') throw unfit('is missing', place)
    return value === undefined ? [] : [value]
  }
  if (value !== undefined && !Array.isArray(value)) throw unfit('is no list', place)
  if (occurs === 'some' && (value === undefined || value.length === 0)) throw unfit('is missing', place)
  return value ?? []
}

function isList({ occurs }: Field): boolean {
  return occurs === 'many' || occurs === 'some'
}

function schemaType(xsd: string): string {
  if (xsd === 'xs:boolean') return 'boolean'
  return /^xs:(integer|float|dateTime)$/.test(xsd) ? 'number' : 'string'
}

function objectOf(value: unknown, place: Place): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>
  throw unfit(`${told(value)} holds no elements`, place)
}

function textOf(value: unknown, place: Place): string {
  if (typeof value !== 'string') throw unfit(`${told(value)} is no text`, place)
  if (isForbidden(value)) throw unfit('has a character that XML cannot carry', place)
  return value
}

function told(value: unknown): string {
  return `"${String(value).slice(0, 80)}"`
}

function unfit(detail: string, { path }: Place): CimError {
  return new CimError('not-encodable', detail, { path })
}
