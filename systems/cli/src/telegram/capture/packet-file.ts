import { CaptureError } from './capture-error.ts'

/** A packet as it was captured, and what its first octets are (LINKTYPE_ of the tcpdump group). */
export interface Packet {
  readonly linkType: number
  readonly octets: Uint8Array
}

const magic = { microseconds: 0xa1b2c3d4, nanoseconds: 0xa1b23c4d, ng: 0x0a0d0d0a } as const

/** Whether octets begin as a capture file does. */
export function isCapture(octets: Uint8Array): boolean {
  if (octets.length < 24) return false
  const view = viewOf(octets)
  return view.getUint32(0) === magic.ng || littleEndianOf(view) !== undefined
}

/** The packets of a pcap or pcapng file, in their order. Throws CaptureError. */
export function packetsOf(octets: Uint8Array): Packet[] {
  const view = viewOf(octets)
  if (view.getUint32(0) === magic.ng) return packetsOfNg(octets)
  const little = littleEndianOf(view)
  if (little === undefined) throw new CaptureError(0, 'is neither pcap nor pcapng')
  return packetsOfClassic(octets, view, little)
}

function viewOf(octets: Uint8Array): DataView {
  return new DataView(octets.buffer, octets.byteOffset, octets.byteLength)
}

/** Byte order of a classic file, told by its magic number; `undefined` if it is none. */
function littleEndianOf(view: DataView): boolean | undefined {
  for (const little of [true, false]) {
    const found = view.getUint32(0, little)
    if (found === magic.microseconds || found === magic.nanoseconds) return little
  }
  return undefined
}

function packetsOfClassic(octets: Uint8Array, view: DataView, little: boolean): Packet[] {
  const linkType = view.getUint32(20, little) & 0xffff
  const packets: Packet[] = []
  for (let at = 24; at < octets.length; ) {
    if (at + 16 > octets.length) throw new CaptureError(at, 'a packet header is cut off')
    const length = view.getUint32(at + 8, little)
    packets.push({ linkType, octets: part(octets, at + 16, length) })
    at += 16 + length
  }
  return packets
}

const block = { section: 0x0a0d0d0a, interface: 1, simple: 3, enhanced: 6 } as const

function packetsOfNg(octets: Uint8Array): Packet[] {
  const view = viewOf(octets)
  const packets: Packet[] = []
  let little = true
  let linkTypes: number[] = []
  for (let at = 0; at < octets.length; ) {
    if (at + 12 > octets.length) throw new CaptureError(at, 'a block is cut off')
    if (view.getUint32(at) === block.section) {
      little = view.getUint32(at + 8, true) === 0x1a2b3c4d
      linkTypes = []
    }
    const type = view.getUint32(at, little)
    const length = view.getUint32(at + 4, little)
    if (length < 12 || length % 4 !== 0 || at + length > octets.length) {
      throw new CaptureError(at, `a block of ${length} octets cannot be`)
    }
    if (type === block.interface) linkTypes.push(view.getUint16(at + 8, little))
    if (type === block.enhanced && length >= 32) {
      const linkType = linkTypes[view.getUint32(at + 8, little)] ?? linkTypes[0] ?? 1
      packets.push({ linkType, octets: part(octets, at + 28, view.getUint32(at + 20, little)) })
    }
    if (type === block.simple) {
      packets.push({ linkType: linkTypes[0] ?? 1, octets: octets.subarray(at + 12, at + length - 4) })
    }
    at += length
  }
  return packets
}

function part(octets: Uint8Array, from: number, length: number): Uint8Array {
  if (from + length > octets.length) throw new CaptureError(from, `a packet of ${length} octets is cut off`)
  return octets.subarray(from, from + length)
}
