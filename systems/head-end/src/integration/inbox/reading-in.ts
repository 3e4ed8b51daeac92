import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import {
  CimError,
  type DecodedMessage,
  decodeMessage,
  decodeSoap,
  type Message,
  type SoapVersion,
} from '@ferraris/cim'

/** A message that came in, read. */
export interface ReadIn {
  readonly message: DecodedMessage
  /** Of its envelope, where it came in one. */
  readonly soap?: SoapVersion
  /** Whether its envelope has a password: it goes nowhere. */
  readonly hasPassword?: boolean
}

/** Opens what came in, in SOAP or without. Throws CimError. */
export function readIn(octets: Uint8Array): ReadIn {
  if (!isSoap(octets)) return { message: decodeMessage(octets, { inflate }) }
  const content = decodeSoap(octets, { inflate })
  if (content.kind === 'fault')
    throw new CimError('root-unknown', 'a SOAP fault answers a message, it is none', {
      path: 'Envelope/Body/Fault',
    })
  return {
    message: content.message,
    soap: content.version,
    hasPassword: content.user?.Password !== undefined,
  }
}

/** The outermost element is told by the first that opens; a declaration and comments may stand before it. */
function isSoap(octets: Uint8Array): boolean {
  const begin = Buffer.from(octets.subarray(0, 2000)).toString('latin1').replaceAll('\0', '')
  return /<(?:[\w.-]+:)?Envelope[\s>]/.test(begin)
}

/** Throws RangeError beyond `most` octets: a bomb is not opened to its end. */
function inflate(gzip: Uint8Array, most: number): Uint8Array {
  return gunzipSync(gzip, { maxOutputLength: most })
}

/** The same message sent again says the same, but for the time at which it was sent, and the mark against replays. */
export function digestOf(message: Message): Buffer {
  const said =
    message.kind === 'fault'
      ? message
      : { ...message, Header: { ...message.Header, Timestamp: undefined, ReplayDetection: undefined } }
  return createHash('sha256').update(JSON.stringify(said, bytesAsHex)).digest()
}

function bytesAsHex(_: string, value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value
}

/** The text as it is kept: UTF-8 whatever it came in, so the declaration of another encoding goes. */
export function textOf(octets: Uint8Array): string {
  const encoding = encodingOf(octets)
  const text = new TextDecoder(encoding).decode(octets)
  return (encoding === 'utf-8' ? text : withoutEncoding(text)).replaceAll('\0', '\ufffd')
}

/** The text as it is kept of a message that could not be read, and may have a password in a part that was not. */
export function textWithoutPassword(octets: Uint8Array): string {
  const text = textOf(octets)
  if (!/UsernameToken|Password/.test(text)) return text
  const body = text.search(/<(?:[\w.-]+:)?Body\b/)
  return `<!-- the header of the envelope is not kept -->${body < 0 ? '' : text.slice(body)}`
}

function withoutEncoding(text: string): string {
  return text.replace(/^(<\?xml[^>]*?)\s+encoding\s*=\s*("[^"]*"|'[^']*')/, '$1')
}

/** XML 1.0, appendix F. */
function encodingOf(octets: Uint8Array): string {
  const [first, second] = octets
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)) return 'utf-16le'
  if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c)) return 'utf-16be'
  const begin = Buffer.from(octets.subarray(0, 200)).toString('latin1')
  const named = /^<\?xml[^>]*?\sencoding\s*=\s*["'](iso-8859-1|latin1|windows-1252)["']/i.exec(begin)?.[1]
  return named ?? 'utf-8'
}
