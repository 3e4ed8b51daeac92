import { timingSafeEqual } from 'node:crypto'
import { concat, crc32, Writer } from '@ferraris/bytes'
import { SmitpError } from '../smitp-error.ts'
import { addressOf, type Direction, directionOctet, type SmitpSecurity } from './security.ts'
import type { SmitpKey } from './smitp-key.ts'

export const tmacLength = 8
const lastCounter = 0xffff_ffff_ffff_ffffn

/** What a TMAC stands for. */
export interface Proven {
  readonly direction: Direction
  readonly attribute: number
  /** Message counter. */
  readonly mon: bigint
  /** In faithful mode only the CRC of it counts, and that is linear: a forger can change it and keep its CRC. */
  readonly data: Uint8Array
}

/** The first 8 octets of the AES-CMAC over what the mode lets count. Throws {@link SmitpError} `counter-exhausted`. */
export function tmac(security: SmitpSecurity, key: SmitpKey, proven: Proven): Uint8Array {
  const { direction, attribute, mon, data } = proven
  if (mon > lastCounter) throw new SmitpError('counter-exhausted')
  const address = addressOf(security)
  const writer = new Writer(32 + data.length)
  if (security.mode === 'faithful') {
    // Exactly one block: ATTR, three octets of ACA, MON, CRC.
    writer
      .u8(attribute)
      .bytes(address.subarray(0, 3))
      .u64(mon)
      .u32(crc32(concat(address, data)))
  } else {
    writer.u8(directionOctet[direction]).u8(attribute).bytes(address).u64(mon).bytes(data)
  }
  return key.cmac(writer.finish()).subarray(0, tmacLength)
}

/** Compares in a time that does not tell how much of the given TMAC was right. */
export function provenBy(given: Uint8Array, security: SmitpSecurity, key: SmitpKey, proven: Proven): boolean {
  return given.length === tmacLength && timingSafeEqual(given, tmac(security, key, proven))
}
