import { decode, EncodeError, encode } from '@ferraris/codec'
import { formatXml, parseXml, XmlError } from '@ferraris/codec/xml'
import { type Apdu, anyApdu, apduCodec } from '../apdu/apdu.ts'
import { type ApduName, apduTags } from '../apdu/tags.ts'
import { elementOf, fromElement } from './shape-xml.ts'

/**
 * One APDU as XML, element by element as it is declared: names as in the XML schema of IEC 62056-5-3, numbers decimal,
 * octets in hex. What a ciphered APDU protects stays octets. Throws DecodeError for octets that are no APDU.
 */
export function apduToXml(octets: Uint8Array): string {
  const { apdu, value } = decode(anyApdu, octets)
  return formatXml(elementOf(apduCodec(apdu).shape, value, apdu))
}

/** The octets of an APDU written as XML. Throws XmlError, which names the element at fault. */
export function apduFromXml(text: string): Uint8Array {
  const root = parseXml(text)
  if (!Object.hasOwn(apduTags, root.name)) {
    throw new XmlError(root.name, 'is no APDU; write for example get-request')
  }
  const apdu = root.name as ApduName
  try {
    return encode(anyApdu, { apdu, value: fromElement(apduCodec(apdu).shape, root, '') } as Apdu)
  } catch (error) {
    if (error instanceof EncodeError) throw new XmlError(root.name, error.message, error)
    throw error
  }
}
