import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser'
import { XmlError } from './xml-error.ts'

/** An XML element that holds other elements or text, never both. */
export interface Element {
  readonly name: string
  readonly children: readonly Element[]
  readonly text: string
}

export function leaf(name: string, text: string): Element {
  return { name, children: [], text }
}
export function branch(name: string, children: readonly Element[]): Element {
  return { name, children, text: '' }
}

/** Elements nest no deeper than this, and a document has no more characters: more comes only in malice. */
const maxDepth = 100
const maxLength = 4_000_000

/** fast-xml-parser's form of a document in order: a list of `{ name: children }` and `{ '#text': … }`. */
type Ordered = Readonly<Record<string, unknown>>

const parser = new XMLParser({
  preserveOrder: true,
  removeNSPrefix: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  parseTagValue: false,
  trimValues: true,
  maxNestedTags: maxDepth,
})

const builder = new XMLBuilder({ preserveOrder: true, format: true, suppressEmptyNode: true })

/** Reads the one root element of a document; prefixes, attributes and comments are passed over. Throws XmlError. */
export function parseXml(text: string): Element {
  if (text.length > maxLength) throw new XmlError('document', `is longer than ${maxLength} characters`)
  if (/<!DOCTYPE/i.test(text)) throw new XmlError('document', 'a document type is not taken; leave it out')
  const fault = XMLValidator.validate(text, { allowBooleanAttributes: true })
  if (fault !== true) throw new XmlError(`line ${fault.err.line}`, fault.err.msg)
  const roots = elementsOf(ordered(text))
  const [root] = roots
  if (root !== undefined && roots.length === 1) return root
  throw new XmlError('document', `${roots.length} root elements instead of one`)
}

function ordered(text: string): readonly Ordered[] {
  try {
    return parser.parse(text)
  } catch (error) {
    throw new XmlError('document', (error as Error).message, error)
  }
}

function elementsOf(nodes: readonly Ordered[]): Element[] {
  return nodes.flatMap(node =>
    Object.entries(node)
      .filter(([name]) => name !== '#text' && name !== ':@')
      .map(([name, content]) => {
        const inner = content as readonly Ordered[]
        const text = inner.map(child => String(child['#text'] ?? '')).join('')
        return { name, children: elementsOf(inner), text: text.trim() }
      }),
  )
}

/** A document of one element, its text escaped. */
export function formatXml(element: Element): string {
  return builder.build([orderedOf(element)]).trim()
}

function orderedOf({ name, children, text }: Element): Ordered {
  return {
    [name]: children.length > 0 ? children.map(orderedOf) : text === '' ? [] : [{ '#text': text }],
  }
}
