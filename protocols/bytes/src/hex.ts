import { defineErrors } from '@ferraris/errors'

const digits = Array.from({ length: 256 }, (_, octet) => octet.toString(16).padStart(2, '0'))

/** Octets as lower-case hex, with `separator` between octets. */
export function toHex(octets: Uint8Array, separator = ''): string {
  let text = ''
  for (let i = 0; i < octets.length; i++) {
    if (i > 0) text += separator
    text += digits[octets[i] ?? 0]
  }
  return text
}

/** Text that was to be hex and is not. `offset` counts characters of the given text. */
export class HexError extends defineErrors('hex', {
  'hex-invalid': ['input', 'the text is not hex', 'write two hex digits for each octet'],
}) {
  declare readonly offset: number

  constructor(offset: number, detail: string) {
    super('hex-invalid', `${detail} at character ${offset + 1}`, { offset })
  }
}

/**
 * Octets from hex text as people paste it: upper or lower case, spaces, line breaks, colons, commas, dashes and `0x`
 * between octets are ignored. Throws {@link HexError} for anything else and for half an octet.
 */
export function fromHex(text: string): Uint8Array {
  const octets = new Uint8Array(text.length >> 1)
  let length = 0
  let high = -1
  for (let i = 0; i < text.length; i++) {
    const value = digitValue(text.charCodeAt(i))
    if (value >= 0) {
      if (high < 0 && value === 0 && /^x$/i.test(text[i + 1] ?? '')) {
        i++
      } else if (high < 0) {
        high = value
      } else {
        octets[length++] = (high << 4) | value
        high = -1
      }
    } else if (!/[\s:,;-]/.test(text.charAt(i))) {
      throw new HexError(i, `${JSON.stringify(text[i])} is not a hex digit`)
    } else if (high >= 0) {
      throw new HexError(i, 'half an octet')
    }
  }
  if (high >= 0) throw new HexError(text.length - 1, 'half an octet')
  return octets.subarray(0, length)
}

function digitValue(code: number): number {
  if (code >= 48 && code <= 57) return code - 48
  if (code >= 97 && code <= 102) return code - 87
  if (code >= 65 && code <= 70) return code - 55
  return -1
}
