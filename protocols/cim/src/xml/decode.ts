import { SaxesParser, type SaxesTagNS } from 'saxes'
import { CimError } from '../cim-error.ts'
import type { Field, Fields, Group, Schema } from '../schema/schema.ts'
import type { Limits } from './limits.ts'

/** How a document is read. */
export interface Reading {
  readonly limits: Limits
  /** Unknown elements are an error, instead of being told and passed over. */
  readonly strict: boolean
}

type Value = Record<string, unknown>

/** An open element. */
interface Frame {
  readonly name: string
  readonly field: Field
  /** What a group or an element with attributes has so far; the attribute of a reference. */
  readonly value: Value
  text: string
}

/** Characters that the parser gets at a time, so that limits are felt before all of a document is read. */
const slice = 65_536

/**
 * Reads a document event by event into the value that its declaration implies; no tree of it is built. Elements are known by their
 * local names: prefixes and name spaces differ between editions and tools.
 */
export class DocumentDecoder {
  /** The outermost element by its name. */
  readonly document: Value = {}
  /** Paths of elements that no declaration knows. */
  readonly ignored: string[] = []
  readonly #reading: Reading
  readonly #stack: Frame[]
  readonly #parser = new SaxesParser({ xmlns: true })
  #elements = 0
  /** Open elements within one that is passed over. */
  #passedOver = 0

  constructor(documents: Group<Fields>, reading: Reading) {
    this.#reading = reading
    this.#stack = [frame('', { occurs: 'required', schema: documents }, this.document)]
    this.#parser.on('error', error => this.#malformed(error))
    this.#parser.on('doctype', () => this.#fail('dtd-refused'))
    this.#parser.on('opentag', tag => this.#open(tag))
    this.#parser.on('closetag', () => this.#close())
    this.#parser.on('text', text => this.#text(text))
    this.#parser.on('cdata', text => this.#text(text))
  }

  /** What the open elements hold so far, from the outermost on. */
  get opened(): readonly Readonly<Value>[] {
    return this.#stack.slice(1).map(({ value }) => value)
  }

  /** Throws CimError. */
  read(text: string): void {
    for (let at = 0; at < text.length; at += slice) this.#parser.write(text.slice(at, at + slice))
    this.#parser.close()
  }

  #open(tag: SaxesTagNS): void {
    const { limits, strict } = this.#reading
    if (++this.#elements > limits.elements) this.#fail('too-many-elements', `more than ${limits.elements}`)
    if (this.#stack.length + this.#passedOver > limits.depth)
      this.#fail('too-deep', `more than ${limits.depth}`)
    if (this.#passedOver > 0) {
      this.#passedOver += 1
      return
    }
    const parent = this.#top()
    const field = parent.field.schema.kind === 'group' ? parent.field.schema.byName.get(tag.local) : undefined
    if (field === undefined) {
      const path = this.#path(tag.local)
      if (this.#stack.length === 1) this.#fail('root-unknown', `is ${tag.local.slice(0, 100)}`)
      if (strict) this.#fail('element-unknown', 'is not known', path)
      if (this.ignored.length < limits.ignored) this.ignored.push(path)
      this.#passedOver = 1
      return
    }
    if (isSingle(field) && Object.hasOwn(parent.value, tag.local)) {
      this.#fail('element-repeated', 'stands again', this.#path(tag.local))
    }
    this.#stack.push(frame(tag.local, field, attributesOf(field.schema, tag)))
  }

  #text(text: string): void {
    if (this.#passedOver > 0 || this.#stack.length === 1) return
    const top = this.#top()
    if (top.field.schema.kind === 'group') {
      if (text.trim() !== '') this.#fail('value-invalid', 'has text where elements belong')
      return
    }
    const most = isUnbounded(top.field.schema) ? this.#reading.limits.octets : this.#reading.limits.text
    if (top.text.length + text.length > most) this.#fail('too-long', `text of more than ${most} characters`)
    top.text += text
  }

  #close(): void {
    if (this.#passedOver > 0) {
      this.#passedOver -= 1
      return
    }
    const value = this.#valueOf(this.#top())
    const { name, field } = this.#top()
    this.#stack.pop()
    if (value === undefined) return
    const parent = this.#top().value
    if (isSingle(field)) parent[name] = value
    else if (Object.hasOwn(parent, name)) (parent[name] as unknown[]).push(value)
    else parent[name] = [value]
  }

  #valueOf({ field, value, text }: Frame): unknown {
    const { schema } = field
    switch (schema.kind) {
      case 'group':
        for (const [name, { occurs }] of schema.byName) {
          if ((occurs === 'required' || occurs === 'some') && !Object.hasOwn(value, name)) {
            this.#fail('element-missing', 'is missing', this.#path(name))
          }
        }
        return value
      case 'attributed':
        return { value: text.trim(), ...value }
      case 'reference':
        return value.ref ?? text.trim()
      case 'leaf': {
        const told = schema.verbatim ? text : text.trim()
        // An empty element stands for one that is absent, where text of its type cannot be empty.
        if (told === '' && field.occurs === 'optional' && schema.parse('') === undefined) return undefined
        const parsed = schema.parse(told)
        if (parsed === undefined)
          this.#fail('value-invalid', `"${told.slice(0, 80)}" is not ${schema.expects}`)
        return parsed
      }
    }
  }

  #top(): Frame {
    const top = this.#stack.at(-1)
    if (top === undefined) throw new CimError('xml-invalid', 'more elements end than begin')
    return top
  }

  /** The elements down to the innermost open one, or to one in it; counted where they may repeat. */
  #path(inner?: string): string {
    const names = this.#stack.slice(1).map(({ name, field }, i) => {
      if (isSingle(field)) return name
      const before = this.#stack[i]?.value[name]
      return `${name}[${Array.isArray(before) ? before.length + 1 : 1}]`
    })
    return [...names, ...(inner === undefined ? [] : [inner])].join('/')
  }

  #malformed(error: Error): never {
    const detail = error.message.replace(/^\d+:\d+: /, '')
    if (/entity/i.test(detail)) this.#fail('entity-refused', detail)
    this.#fail('xml-invalid', detail)
  }

  #fail(code: CimError['code'], detail = '', path = this.#path()): never {
    const { line, column, position } = this.#parser
    const place = `line ${line}, column ${column}`
    throw new CimError(code, detail === '' ? place : `${detail} (${place})`, { path, offset: position })
  }
}

function frame(name: string, field: Field, value: Value): Frame {
  return { name, field, value, text: '' }
}

function isSingle({ occurs }: Field): boolean {
  return occurs === 'optional' || occurs === 'required'
}

/** Octets in base64 are as long as the message lets them. */
function isUnbounded(schema: Schema): boolean {
  return schema.kind === 'leaf' && schema.xsd === 'xs:base64Binary'
}

function attributesOf(schema: Schema, tag: SaxesTagNS): Value {
  const names = schema.kind === 'attributed' ? schema.attributes : schema.kind === 'reference' ? ['ref'] : []
  const value: Value = schema.kind === 'group' && schema.tellsSpace ? { xmlns: tag.uri } : {}
  for (const { local, value: told } of names.length === 0 ? [] : Object.values(tag.attributes)) {
    if (names.includes(local)) value[local] = told.trim()
  }
  return value
}
