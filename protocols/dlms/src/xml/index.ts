export { apduFromXml, apduToXml } from './apdu-xml.ts'
