import { DecodeError } from '@ferraris/bytes'

/** Control characters of IEC 62056-21, 6.3. */
export const stx = 0x02
export const etx = 0x03
export const ack = 0x06
export const nak = 0x15
/** Ends each message line. */
export const lineEnd = '\r\n'

/** Characters of seven bits as octets. */
export function octetsOf(text: string): Uint8Array {
  return Uint8Array.from(text, character => character.charCodeAt(0) & 0x7f)
}

/** Octets as characters; `decodeX` functions check which of them a field allows. */
export function textOf(octets: Uint8Array): string {
  let text = ''
  for (const octet of octets) text += String.fromCharCode(octet)
  return text
}

/** Whether all characters can be printed and none of them is one of `except`. */
export function isPrintable(text: string, except = ''): boolean {
  return [...text].every(character => character >= ' ' && character <= '~' && !except.includes(character))
}

/** Octets as a serial line of 7 bits with even parity (7E1) carries them, for a port that is set to 8N1. */
export function withParity(octets: Uint8Array): Uint8Array {
  return octets.map(octet => (octet & 0x7f) | (isOdd(octet & 0x7f) ? 0x80 : 0))
}

/** The reverse. Throws DecodeError `checksum` where the parity is odd. */
export function withoutParity(octets: Uint8Array): Uint8Array {
  const wrong = octets.findIndex(isOdd)
  if (wrong >= 0) throw new DecodeError('checksum', wrong, `octet ${octets[wrong]} has odd parity`)
  return octets.map(octet => octet & 0x7f)
}

function isOdd(octet: number): boolean {
  let folded = octet ^ (octet >> 4)
  folded ^= folded >> 2
  return ((folded ^ (folded >> 1)) & 1) === 1
}

/** How many characters at the beginning of a text fit a form. */
export function fittingLength(text: string, form: RegExp): number {
  return form.exec(text)?.[0].length ?? 0
}
