import { XmlBufferInputProvider, XmlDocument, XsdValidator, xmlRegisterInputProvider } from 'libxml2-wasm'
import { xsdFiles } from './schemas.ts'

const year = '2011'
const files = xsdFiles(year)
const base = 'memory://cim/'
const encoder = new TextEncoder()

xmlRegisterInputProvider(
  new XmlBufferInputProvider(
    Object.fromEntries([...files].map(([name, text]) => [`${base}${name}`, encoder.encode(text)])),
  ),
)

/** One schema that imports all others. */
const driver = [
  '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">',
  ...[...files].map(([name, text]) => {
    const space = /targetNamespace="([^"]+)"/.exec(text)?.[1]
    return `<xs:import namespace="${space}" schemaLocation="${name}"/>`
  }),
  '</xs:schema>',
].join('\n')

let validator: XsdValidator | undefined

/** What libxml2 finds wrong with a document by our schemas. */
export function judge(xml: string): string[] {
  validator ??= XsdValidator.fromDoc(XmlDocument.fromString(driver, { url: `${base}driver.xsd` }))
  const document = XmlDocument.fromString(xml)
  try {
    validator.validate(document)
    return []
  } catch (error) {
    return (error as Error).message.split('\n')
  } finally {
    document.dispose()
  }
}
