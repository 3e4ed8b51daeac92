import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { concat } from '@ferraris/bytes'
import { longestText } from '@ferraris/uplink'

/*
 * What is said inside an access to a concentrator on site, before it is sealed; our choice. A request is 0 and JSON text, or 1 and the
 * number of a part of the last answer. An answer is the count of its parts and one of them, the first one unasked; the parts
 * together are JSON text, deflated.
 */

/** Octets of a part: it has to fit into a message of METERS AND MORE beside what seals and addresses it. */
const partLength = 1900

const asks = { request: 0, part: 1 } as const

export type LocalAsk = { readonly text: string } | { readonly part: number }

export function encodeAsk(ask: LocalAsk): Uint8Array {
  if ('part' in ask) return Uint8Array.of(asks.part, ask.part >> 8, ask.part & 0xff)
  return concat(Uint8Array.of(asks.request), new TextEncoder().encode(ask.text))
}

/** Undefined for what is none. */
export function decodeAsk(octets: Uint8Array): LocalAsk | undefined {
  const [kind, high = 0, low = 0] = octets
  if (kind === asks.part && octets.length === 3) return { part: (high << 8) | low }
  return kind === asks.request ? { text: new TextDecoder().decode(octets.subarray(1)) } : undefined
}

/** An answer in its parts; none where it is too long to be asked for. */
export function partsOf(text: string): Uint8Array[] {
  const octets = deflateRawSync(text)
  const count = Math.ceil(octets.length / partLength)
  if (count > 0xffff) return []
  return Array.from({ length: count }, (_, i) => {
    const head = Uint8Array.of(count >> 8, count & 0xff)
    return concat(head, octets.subarray(i * partLength, (i + 1) * partLength))
  })
}

/** How many parts an answer has, and the octets of this one; undefined for what is none. */
export function readPart(
  octets: Uint8Array,
): { readonly count: number; readonly octets: Uint8Array } | undefined {
  const [high, low] = octets
  if (high === undefined || low === undefined) return undefined
  return { count: (high << 8) | low, octets: octets.subarray(2) }
}

/** Throws RangeError for a text that is too long, and the system's error for octets that are none. */
export function textOf(parts: readonly Uint8Array[]): string {
  return inflateRawSync(concat(...parts), { maxOutputLength: longestText }).toString()
}
