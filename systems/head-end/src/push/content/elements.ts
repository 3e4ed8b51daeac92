import { DecodeError } from '@ferraris/bytes'
import { type Data, decodeDateTime, instantOf, obisFromOctets, type Zone } from '@ferraris/cosem'

/** A logical name of six octets. */
export function nameIn(data: Data | undefined): string | undefined {
  return data?.type === 'octet-string' && data.value.length === 6 ? obisFromOctets(data.value) : undefined
}

/** The instant of twelve octets that are one, seconds since 1970. */
export function momentIn(data: Data | undefined, zone: Zone): number | undefined {
  return data?.type === 'octet-string' || data?.type === 'date-time' ? momentOf(data.value, zone) : undefined
}

export function momentOf(octets: Uint8Array | undefined, zone: Zone): number | undefined {
  if (octets?.length !== 12) return undefined
  try {
    return instantOf(decodeDateTime(octets), zone)
  } catch (error) {
    if (error instanceof DecodeError || error instanceof RangeError) return undefined
    throw error
  }
}

/** 32 bits, as alarm registers are. */
export function wordIn(data: Data): number | undefined {
  return data.type === 'double-long-unsigned' ? data.value : undefined
}

const unsigned: ReadonlySet<string> = new Set(['unsigned', 'long-unsigned', 'double-long-unsigned'])

export function numberIn(data: Data | undefined): number | undefined {
  return data !== undefined && unsigned.has(data.type) ? (data.value as number) : undefined
}

const longestText = 32

/** A number of a meter or a logical device name: letters and digits. */
export function textIn(data: Data): string | undefined {
  if (data.type !== 'octet-string' && data.type !== 'visible-string') return undefined
  if (data.value.length > longestText) return undefined
  const text = typeof data.value === 'string' ? data.value : String.fromCharCode(...data.value)
  return /^[\x21-\x7e]{4,}$/.test(text) ? text : undefined
}
