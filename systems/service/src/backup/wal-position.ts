/** A place in the write-ahead log, as PostgreSQL writes it (`16/B374D848`). */
export function positionOf(lsn: string): bigint {
  const [high, low] = lsn.split('/')
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`)
}

/** Names of segments: timeline and number, 24 hex digits. */
export const segmentName = /^[0-9A-F]{24}$/
export const historyName = /^[0-9A-F]{8}\.history$/

/** The segment with the octet at a position, on a timeline. */
export function segmentAt(timeline: number, position: bigint, segmentOctets: number): string {
  const perFile = 0x1_0000_0000n / BigInt(segmentOctets)
  const number = position / BigInt(segmentOctets)
  return [BigInt(timeline), number / perFile, number % perFile]
    .map(part => part.toString(16).toUpperCase().padStart(8, '0'))
    .join('')
}

/** Whether a segment lies before another, whatever their timelines. */
export function isBefore(segment: string, other: string): boolean {
  return segment.slice(8) < other.slice(8)
}
