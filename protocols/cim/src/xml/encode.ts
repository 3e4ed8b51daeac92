import { CimError } from '../cim-error.ts'
import type { Attributed, Field, Fields, Group, Schema } from '../schema/schema.ts'
import { escapeAttribute, escapeXml, isForbidden } from './escape.ts'

/** Name spaces of one document. */
export interface Spaces {
  readonly message: string
  profile(name: string): string
}

/** Where elements stand: the name space of their group, and the default one that is in force. */
interface Place {
  readonly space: string
  readonly inForce: string
  readonly indent: string
}

/** Writes one document in the order of its declaration. */
export class DocumentEncoder {
  readonly #spaces: Spaces
  /** Prefix of the envelope's name space, where the outermost element is in another one. */
  readonly #prefix: string
  readonly #pretty: boolean
  /** Names and places of the elements that are being written, for errors. */
  readonly #path: string[] = []
  #out = ''

  constructor(spaces: Spaces, pretty: boolean, rootSpace: string) {
    this.#spaces = spaces
    this.#pretty = pretty
    this.#prefix = rootSpace === spaces.message ? '' : 'msg:'
  }

  /** The document of the outermost element `name`, in the name space `space`. Throws CimError for a value that is not of its declaration. */
  write(name: string, schema: Group<Fields>, value: unknown, space: string): string {
    const declared = this.#prefix === '' ? '' : ` xmlns:msg="${escapeAttribute(this.#spaces.message)}"`
    this.#out = '<?xml version="1.0" encoding="UTF-8"?>\n'
    this.#path.push(name)
    this.#element(name, schema, value, { space, inForce: '', indent: '' }, declared)
    return this.#out
  }

  #element(name: string, schema: Schema, value: unknown, place: Place, declared = ''): void {
    const own = this.#ownSpace(schema, place.space)
    const prefixed = this.#prefix !== '' && own === this.#spaces.message
    const tag = prefixed ? `${this.#prefix}${name}` : name
    const xmlns = prefixed || own === place.inForce ? '' : ` xmlns="${escapeAttribute(own)}"`
    const start = `${this.#pretty ? place.indent : ''}<${tag}${xmlns}${declared}`
    const end = this.#pretty ? '\n' : ''
    switch (schema.kind) {
      case 'group': {
        const before = this.#out
        this.#out += `${start}>${end}`
        const opened = this.#out.length
        this.#members(schema, value, {
          space: schema.space === 'message' ? this.#spaces.message : own,
          inForce: prefixed ? place.inForce : own,
          indent: this.#pretty ? `${place.indent}  ` : '',
        })
        if (this.#out.length === opened) this.#out = `${before}${start}/>${end}`
        else this.#out += `${this.#pretty ? place.indent : ''}</${tag}>${end}`
        return
      }
      case 'reference':
        this.#out += `${start} ref="${escapeAttribute(this.#text(value))}"/>${end}`
        return
      case 'attributed':
        this.#out += `${start}${this.#attributed(schema, value)}</${tag}>${end}`
        return
      case 'leaf': {
        const text = typeof value === schemaType(schema.xsd) ? schema.format(value) : undefined
        if (text === undefined) throw this.#unfit(`${told(value)} is not ${schema.expects}`)
        this.#out += `${start}>${escapeXml(this.#text(text))}</${tag}>${end}`
      }
    }
  }

  /** What stands between the name of an element with attributes and its end. */
  #attributed({ attributes }: Attributed<string>, value: unknown): string {
    const members = this.#contentOf(value)
    const written = attributes
      .filter(attribute => members[attribute] !== undefined)
      .map(attribute => ` ${attribute}="${escapeAttribute(this.#text(members[attribute]))}"`)
    return `${written.join('')}>${escapeXml(this.#text(members.value))}`
  }

  #members(schema: Group<Fields>, value: unknown, place: Place): void {
    const members = this.#contentOf(value)
    for (const name of Object.keys(members)) {
      if (members[name] !== undefined && !schema.byName.has(name)) throw this.#unfit(`has no element ${name}`)
    }
    for (const [name, field] of schema.byName) {
      const member = members[name]
      if (member === undefined && (field.occurs === 'optional' || field.occurs === 'many')) continue
      this.#path.push(name)
      if (field.occurs === 'many' || field.occurs === 'some') this.#list(name, field, member, place)
      else if (member === undefined) throw this.#unfit('is missing')
      else this.#element(name, field.schema, member, place)
      this.#path.pop()
    }
  }

  #list(name: string, { occurs, schema }: Field, list: unknown, place: Place): void {
    if (list !== undefined && !Array.isArray(list)) throw this.#unfit('is no list')
    if (occurs === 'some' && (list === undefined || list.length === 0)) throw this.#unfit('is missing')
    list?.forEach((one, i) => {
      this.#path[this.#path.length - 1] = `${name}[${i + 1}]`
      this.#element(name, schema, one, place)
    })
  }

  #ownSpace(schema: Schema, parent: string): string {
    if (schema.kind !== 'group' || schema.space === undefined || schema.space === 'message') return parent
    return this.#spaces.profile(schema.space.profile)
  }

  #contentOf(value: unknown): Readonly<Record<string, unknown>> {
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>
    throw this.#unfit(`${told(value)} holds no elements`)
  }

  #text(value: unknown): string {
    if (typeof value !== 'string') throw this.#unfit(`${told(value)} is no text`)
    if (isForbidden(value)) throw this.#unfit('has a character that XML cannot carry')
    return value
  }

  #unfit(detail: string): CimError {
    return new CimError('not-encodable', detail, { path: this.#path.join('/') })
  }
}

function schemaType(xsd: string): string {
  if (xsd === 'xs:boolean') return 'boolean'
  return xsd === 'xs:integer' || xsd === 'xs:float' || xsd === 'xs:dateTime' ? 'number' : 'string'
}

function told(value: unknown): string {
  return `"${String(value).slice(0, 80)}"`
}
