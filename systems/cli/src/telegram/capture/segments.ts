import { u16At, u32At } from '@ferraris/bytes'
import type { Packet } from './packet-file.ts'

/** What one TCP or UDP packet carries. */
export interface Segment {
  readonly protocol: 'tcp' | 'udp'
  /** `192.0.2.1:4059`. */
  readonly source: string
  readonly destination: string
  /** Number of the first octet of the payload; TCP only. */
  readonly sequence: number
  /** Whether it asks for a connection. */
  readonly opens: boolean
  readonly payload: Uint8Array
}

/** Octets before the IP header by link type: BSD loopback, Ethernet, raw IP, Linux cooked, cooked v2. */
const headerLengths: Readonly<Record<number, number>> = {
  0: 4,
  1: 14,
  101: 0,
  12: 0,
  228: 0,
  229: 0,
  113: 16,
  276: 20,
}
const vlanTags = new Set([0x8100, 0x88a8])

/** The TCP or UDP segment in a packet; `undefined` for anything else. */
export function segmentOf({ linkType, octets }: Packet): Segment | undefined {
  let at = headerLengths[linkType]
  if (at === undefined) return undefined
  if (linkType === 1) while (vlanTags.has(u16At(octets, at - 2)) && at < octets.length) at += 4
  const version = (octets[at] ?? 0) >> 4
  if (version === 4) return ipv4(octets.subarray(at))
  if (version === 6) return ipv6(octets.subarray(at))
  return undefined
}

function ipv4(packet: Uint8Array): Segment | undefined {
  const headerLength = ((packet[0] ?? 0) & 0x0f) * 4
  const fragment = u16At(packet, 6) & 0x3fff
  if (headerLength < 20 || fragment !== 0) return undefined
  const address = (from: number): string => packet.subarray(from, from + 4).join('.')
  return transport(packet[9], packet.subarray(headerLength, u16At(packet, 2)), address(12), address(16))
}

function ipv6(packet: Uint8Array): Segment | undefined {
  const address = (from: number): string =>
    `[${Array.from({ length: 8 }, (_, i) => u16At(packet, from + 2 * i).toString(16)).join(':')}]`
  return transport(packet[6], packet.subarray(40, 40 + u16At(packet, 4)), address(8), address(24))
}

function transport(
  protocol: number | undefined,
  octets: Uint8Array,
  from: string,
  to: string,
): Segment | undefined {
  const ends = { source: `${from}:${u16At(octets, 0)}`, destination: `${to}:${u16At(octets, 2)}` }
  if (protocol === 17 && octets.length >= 8) {
    return { protocol: 'udp', ...ends, sequence: 0, opens: false, payload: octets.subarray(8) }
  }
  if (protocol !== 6 || octets.length < 20) return undefined
  const flags = octets[13] ?? 0
  return {
    protocol: 'tcp',
    ...ends,
    // SYN takes a number of its own.
    sequence: (u32At(octets, 4) + ((flags & 0x02) === 0 ? 0 : 1)) >>> 0,
    opens: (flags & 0x12) === 0x02,
    payload: octets.subarray(((octets[12] ?? 0) >> 4) * 4),
  }
}
