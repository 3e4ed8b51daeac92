import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { xsdFiles } from '@ferraris/cim'
import { defineErrors } from '@ferraris/errors'
import {
  ParseOption,
  XmlBufferInputProvider,
  XmlDocument,
  XsdValidator,
  xmlRegisterInputProvider,
} from 'libxml2-wasm'
import { Refusal } from '../inbox/handling.ts'

/** Schemas that cannot be used. */
export class SchemaError extends defineErrors('integration', {
  'schemas-unusable': [
    'local',
    'the schemas of the folder cannot be used',
    'put the XSD files of one edition there, each with its targetNamespace; what they import must be among them',
  ],
}) {}

/** How messages are held against schemas. */
export interface Validation {
  /** Folder of a partner's schemas; default: ours, which follow from the lists of elements. */
  readonly schemas?: string | undefined
}

/** Faults that one refusal tells. */
const mostTold = 5
const year = '2011'
const encoder = new TextEncoder()

/**
 * Gives what holds a message against its schemas, in SOAP or without. libxml2 reads nothing but the schemas given: no file, no network, no entity.
 * Throws SchemaError.
 */
export function openValidator({ schemas }: Validation): (octets: Uint8Array) => void {
  const files = schemas === undefined ? xsdFiles(year) : filesIn(schemas)
  const base = `memory://schemas/${schemas === undefined ? 'own' : 'partner'}/`
  xmlRegisterInputProvider(
    new XmlBufferInputProvider(
      Object.fromEntries([...files].map(([name, text]) => [`${base}${name}`, encoder.encode(text)])),
    ),
  )
  const validator = compile(files, base)
  return octets => {
    const document = XmlDocument.fromBuffer(messageIn(octets), { option: ParseOption.XML_PARSE_NONET })
    try {
      validator.validate(document)
    } catch (error) {
      const faults = (error as Error).message.trim().split('\n')
      const told = faults.slice(0, mostTold).join('; ')
      throw new Refusal(
        'schema-violated',
        `${told}${faults.length > mostTold ? `; and ${faults.length - mostTold} more` : ''}`,
      )
    } finally {
      document.dispose()
    }
  }
}

function filesIn(folder: string): Map<string, string> {
  try {
    const names = readdirSync(folder).filter(name => name.endsWith('.xsd'))
    if (names.length === 0) throw new SchemaError('schemas-unusable', `${folder} has no XSD file`)
    return new Map(names.map(name => [name, readFileSync(join(folder, name), 'utf8')]))
  } catch (error) {
    if (error instanceof SchemaError) throw error
    throw new SchemaError('schemas-unusable', (error as Error).message, { cause: error })
  }
}

/** One schema that imports all others. */
function compile(files: ReadonlyMap<string, string>, base: string): XsdValidator {
  const imports = [...files].map(([name, text]) => {
    const space = /targetNamespace\s*=\s*["']([^"']+)["']/.exec(text)?.[1] ?? ''
    return `<xs:import namespace="${space}" schemaLocation="${name}"/>`
  })
  const driver = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">${imports.join('')}</xs:schema>`
  try {
    return XsdValidator.fromDoc(XmlDocument.fromString(driver, { url: `${base}all-of-them.xsd` }))
  } catch (error) {
    throw new SchemaError('schemas-unusable', (error as Error).message.trim(), { cause: error })
  }
}

/** What stands in the body of an envelope, else the document; it was read before, so it is well-formed and has no document type. */
function messageIn(octets: Uint8Array): Uint8Array {
  const document = XmlDocument.fromBuffer(octets, { option: ParseOption.XML_PARSE_NONET })
  try {
    if (document.root.name !== 'Envelope') return octets
    const message = document.get("/*[local-name()='Envelope']/*[local-name()='Body']/*")
    // With the name spaces that the envelope declares.
    return message === null ? octets : encoder.encode(message.canonicalizeToString())
  } finally {
    document.dispose()
  }
}
