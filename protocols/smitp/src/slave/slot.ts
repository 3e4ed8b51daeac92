import { type Address, addressToOctets } from '../mac/address.ts'

/**
 * The slot in which a node answers a request of class RC. It is drawn anew for every exchange, so that two nodes that
 * collide once do not collide for ever; a linear check like a CRC would keep two addresses together under any number.
 */
export function slotOf(own: Address, number: number, lsdu: Uint8Array, slots: number): number {
  let hash = 0x811c9dc5
  const take = (octet: number): void => {
    hash = Math.imul(hash ^ octet, 0x01000193)
  }
  for (const octet of addressToOctets(own)) take(octet)
  take(number)
  for (const octet of lsdu) take(octet)
  // The multiplication above carries upwards only; fold the high bits down before the low ones are used.
  hash ^= hash >>> 15
  hash = Math.imul(hash, 0x2c1b3c6d)
  hash ^= hash >>> 13
  return (hash >>> 0) % slots
}
