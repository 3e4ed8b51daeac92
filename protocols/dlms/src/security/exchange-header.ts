import { concat, Writer } from '@ferraris/bytes'
import { axdr } from '@ferraris/codec'

/** What general-ciphering and general-signing say in front of their content (IEC 62056-5-3, 5.3.6.3 and 5.3.7). */
export interface ExchangeHeader {
  readonly transactionId: Uint8Array
  readonly originatorSystemTitle: Uint8Array
  readonly recipientSystemTitle: Uint8Array
  readonly dateTime: Uint8Array
  readonly otherInformation: Uint8Array
}

const fields = [
  'transactionId',
  'originatorSystemTitle',
  'recipientSystemTitle',
  'dateTime',
  'otherInformation',
] as const satisfies readonly (keyof ExchangeHeader)[]

/** The header as it travels, length octets included: so it is authenticated, and so it is signed. */
export function headerOctets(header: ExchangeHeader): Uint8Array {
  const writer = new Writer(64)
  for (const field of fields) axdr.octetString.encode(writer, header[field])
  return writer.finish()
}

/** What a signature covers: the header, and the content without its length octets (IEC 62056-5-3, 5.3.7). */
export function signedOctets(header: ExchangeHeader, content: Uint8Array): Uint8Array {
  return concat(headerOctets(header), content)
}
