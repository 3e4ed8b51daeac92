export { branch, type Element, formatXml, leaf, parseXml } from './element.ts'
export { XmlError } from './xml-error.ts'
