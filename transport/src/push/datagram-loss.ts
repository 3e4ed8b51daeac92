import { readFileSync } from 'node:fs'
import { isIPv6 } from 'node:net'

/**
 * Counts the datagrams that the system has dropped because the buffer of a socket was full: which their sender is not told.
 * Undefined where the system does not tell (it is Linux that does, in `/proc/net`).
 */
export function datagramLoss(address: string, port: number): (() => number) | undefined {
  const file = isIPv6(address) ? '/proc/net/udp6' : '/proc/net/udp'
  const wanted = `${hexAddress(address)}:${port.toString(16).toUpperCase().padStart(4, '0')}`
  function dropped(): number | undefined {
    try {
      const rows = readFileSync(file, 'latin1').split('\n')
      const row = rows.map(text => text.trim().split(/\s+/)).find(([, local]) => local === wanted)
      return row === undefined ? undefined : Number(row.at(-1))
    } catch {
      return undefined
    }
  }
  return dropped() === undefined ? undefined : () => dropped() ?? 0
}

/** As the kernel writes it: words of 32 bits, the lowest octet of each first. */
function hexAddress(address: string): string {
  const octets = isIPv6(address) ? ipv6Octets(address) : address.split('.').map(Number)
  const hex = octets.map(octet => octet.toString(16).toUpperCase().padStart(2, '0'))
  const words = Array.from({ length: hex.length / 4 }, (_, i) => hex.slice(4 * i, 4 * i + 4))
  return words.map(word => word.toReversed().join('')).join('')
}

function ipv6Octets(address: string): number[] {
  const [before = '', after] = address.split('::')
  const groups = (text: string) =>
    text === '' ? [] : text.split(':').map(group => Number.parseInt(group, 16))
  const [head, tail] = [groups(before), groups(after ?? '')]
  const all = [...head, ...new Array<number>(8 - head.length - tail.length).fill(0), ...tail]
  return all.flatMap(group => [group >> 8, group & 0xff])
}
