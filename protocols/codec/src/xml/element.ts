import { SaxesParser } from 'saxes'
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

/** An element that is still open. */
interface OpenElement {
  readonly name: string
  readonly children: Element[]
  text: string
}

/** Reads the one root element of a document; prefixes, attributes and comments are passed over. Throws XmlError. */
export function parseXml(text: string): Element {
  if (text.length > maxLength) throw new XmlError('document', `is longer than ${maxLength} characters`)
  const parser = new SaxesParser({ xmlns: false })
  const document: OpenElement = { name: '', children: [], text: '' }
  const open: OpenElement[] = [document]
  const write = (piece: string) => {
    const last = open.at(-1)
    if (last !== undefined) last.text += piece
  }
  parser.on('error', ({ message }) => {
    throw new XmlError(`line ${parser.line}`, message.replace(/^\d+:\d+: /, ''))
  })
  parser.on('doctype', () => {
    throw new XmlError('document', 'a document type is not taken; leave it out')
  })
  parser.on('opentag', ({ name }) => {
    if (open.length > maxDepth) throw new XmlError('document', `nests deeper than ${maxDepth} elements`)
    open.push({ name: name.replace(/^.*:/, ''), children: [], text: '' })
  })
  parser.on('text', write)
  parser.on('cdata', write)
  parser.on('closetag', () => {
    const closed = open.pop()
    if (closed !== undefined) open.at(-1)?.children.push({ ...closed, text: closed.text.trim() })
  })
  parser.write(text).close()
  const [root] = document.children
  if (root === undefined) throw new XmlError('document', 'there is no root element')
  return root
}

/** A document of one element, its text escaped, two spaces a level. */
export function formatXml(element: Element): string {
  return linesOf(element).join('\n')
}

function linesOf({ name, children, text }: Element): string[] {
  if (children.length > 0) {
    const inner = children.flatMap(linesOf).map(line => `  ${line}`)
    return [`<${name}>`, ...inner, `</${name}>`]
  }
  return [text === '' ? `<${name}/>` : `<${name}>${escaped(text)}</${name}>`]
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' }

function escaped(text: string): string {
  return text.replace(/[&<>\r]/g, one => escapes[one] ?? one)
}
