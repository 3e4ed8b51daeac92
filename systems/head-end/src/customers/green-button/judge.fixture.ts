import { readFileSync } from 'node:fs'
import { XmlBufferInputProvider, XmlDocument, XsdValidator, xmlRegisterInputProvider } from 'libxml2-wasm'

const base = 'memory://green-button/'
const texts = ['atom.xsd', 'espi.xsd'].map(
  name => [`${base}${name}`, readFileSync(new URL(`./schema/${name}`, import.meta.url))] as const,
)
xmlRegisterInputProvider(new XmlBufferInputProvider(Object.fromEntries(texts)))
const validator = XsdValidator.fromDoc(
  XmlDocument.fromBuffer(readFileSync(new URL('./schema/atom.xsd', import.meta.url)), {
    url: `${base}atom.xsd`,
  }),
)

/** A feed that libxml2 has read. */
export interface ReadFeed {
  /** What is wrong with it by its schema. */
  readonly faults: readonly string[]
  /** Texts, or attributes, at a path; `a:` is Atom, `e:` ESPI. */
  at(path: string): string[]
}

export function readFeed(xml: string): ReadFeed {
  const document = XmlDocument.fromString(xml)
  const spaces = { a: 'http://www.w3.org/2005/Atom', e: 'http://naesb.org/espi' }
  return { faults: faultsOf(document), at: path => document.find(path, spaces).map(node => node.content) }
}

function faultsOf(document: XmlDocument): string[] {
  try {
    validator.validate(document)
    return []
  } catch (error) {
    return (error as Error).message.trim().split('\n')
  }
}
