/** A reflected 16- or 32-bit check: polynomial in reversed bit order, start value all ones, result inverted. */
function reflectedTable(polynomial: number): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, octet) => {
    let value = octet
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1
    return value
  })
}

const x25 = reflectedTable(0x8408)
const ieee = reflectedTable(0xedb88320)

/** CRC-16/X.25, the FCS and HCS of HDLC (ISO/IEC 13239, 4.2.5.2). On the wire its low octet goes first. */
export function crc16X25(octets: Uint8Array, start = 0, end = octets.length): number {
  let crc = 0xffff
  for (let i = start; i < end; i++) crc = (crc >>> 8) ^ (x25[(crc ^ (octets[i] ?? 0)) & 0xff] ?? 0)
  return crc ^ 0xffff
}

/** CRC-32 of IEEE 802.3. */
export function crc32(octets: Uint8Array, start = 0, end = octets.length): number {
  let crc = 0xffffffff
  for (let i = start; i < end; i++) crc = (crc >>> 8) ^ (ieee[(crc ^ (octets[i] ?? 0)) & 0xff] ?? 0)
  return (crc ^ 0xffffffff) >>> 0
}
