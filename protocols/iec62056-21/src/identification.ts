import { DecodeError } from '@ferraris/bytes'
import { fittingLength, isPrintable, lineEnd, octetsOf, textOf } from './characters.ts'

/** The identification message: `/XXXZ\Wident` (6.3.2). */
export interface Identification {
  /** Three letters of the FLAG association, as written; the third in lower case promises a reaction within 20 ms. */
  readonly manufacturer: string
  /** See `speedOf`. */
  readonly baudCharacter: string
  /** Enhanced capabilities, one character each: `2` is HDLC (mode E), `4` SMITP (our choice among the reserved). */
  readonly capabilities: string
  /** At most 16 printable characters. */
  readonly identification: string
}

const maxIdentification = 16
/** Longest message that {@link encodeIdentification} makes, its end included. */
export const maxIdentificationLength = 64
const form = /^\/([A-Za-z]{3})([ -~])((?:\\[ -~])*)([ -~]*)\r\n$/

/** Throws RangeError for members that the message cannot carry. */
export function encodeIdentification(value: Identification): Uint8Array {
  const enhanced = [...value.capabilities].map(character => `\\${character}`).join('')
  const text = `/${value.manufacturer}${value.baudCharacter}${enhanced}${value.identification}${lineEnd}`
  const fits =
    form.test(text) &&
    value.baudCharacter.length === 1 &&
    isPrintable(value.baudCharacter + value.capabilities, '/!\\') &&
    value.identification.length <= maxIdentification &&
    isPrintable(value.identification, '/!\\') &&
    text.length <= maxIdentificationLength
  if (!fits) throw new RangeError(`${JSON.stringify(value)} is no identification`)
  return octetsOf(text)
}

/** Throws DecodeError. */
export function decodeIdentification(octets: Uint8Array): Identification {
  const match = form.exec(textOf(octets))
  if (match === null)
    throw new DecodeError('unexpected', faultOffset(textOf(octets)), 'no identification of the form /XXXZ')
  const [, manufacturer = '', baudCharacter = '', enhanced = '', identification = ''] = match
  if (identification.length > maxIdentification) {
    const offset = octets.length - lineEnd.length - identification.length
    throw new DecodeError('limit', offset, `an identification of ${identification.length} characters`)
  }
  const capabilities = enhanced.replace(/\\(.)/g, '$1')
  return { manufacturer, baudCharacter, capabilities, identification }
}

function faultOffset(text: string): number {
  if (!text.startsWith('/')) return 0
  const head = fittingLength(text, /^\/[A-Za-z]{0,3}/)
  return head < 4 ? head : head + fittingLength(text.slice(head), /^[ -~]*\r?/)
}
