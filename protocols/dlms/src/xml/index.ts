export { apduFromXml, apduToXml } from './apdu-xml.ts'
export { XmlError } from './xml-error.ts'
