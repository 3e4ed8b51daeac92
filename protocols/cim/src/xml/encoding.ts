import { CimError } from '../cim-error.ts'

const taken = new Set(['utf-8', 'utf8', 'us-ascii', 'ascii', 'iso-8859-1', 'latin1', 'windows-1252'])

/**
 * The text of a document: UTF-16 by its byte order mark or its first character, else what the XML declaration names, else UTF-8
 * (XML 1.0, appendix F). Throws CimError for an encoding that is not taken and for octets that are not in it.
 */
export function textOf(octets: Uint8Array): string {
  const label = encodingOf(octets)
  try {
    return new TextDecoder(label, { fatal: true }).decode(octets)
  } catch (cause) {
    throw new CimError('encoding-unknown', `the octets are no ${label.toUpperCase()}`, { cause })
  }
}

function encodingOf(octets: Uint8Array): string {
  const [first, second] = octets
  if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c)) return 'utf-16be'
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)) return 'utf-16le'
  const head = String.fromCharCode(...octets.subarray(0, 200))
  const label = /^(?:ï»¿)?<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)["']/.exec(head)?.[1]?.toLowerCase()
  if (label === undefined) return 'utf-8'
  if (taken.has(label)) return label
  throw new CimError('encoding-unknown', `${label} is not taken`)
}
