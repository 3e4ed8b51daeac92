import { defineErrors } from '@ferraris/errors'

/**
 * The stored form of a day's increments: a codec octet, then one variable-length token an interval. Token 0 is a
 * missing value; any other is 1 + zig-zag of the difference to the value before. Quarter-hours of a home take 1.7
 * octets each, and a token's length is all that limits a value: up to 2^51 either way, far beyond any register.
 */
const codecDelta = 1

/** Values that a token can hold, and the largest difference two of them can have, stay exact in a double. */
export const largestValue = 2 ** 50

/** Octets of the store, or values for it, that are no block of intervals. */
export class PackError extends defineErrors('store', {
  'interval-pack': ['local', 'the block of intervals is damaged', 'restore the store from a backup'],
}) {
  constructor(detail: string, offset: number) {
    super('interval-pack', `${detail}, octet ${offset}`, { offset })
  }
}

/** Longest a token can be: 52 bits in groups of seven. */
const tokenOctets = 8
let scratch = Buffer.allocUnsafe(1 + 128 * tokenOctets)

/** Packs increments in integer base units; null is missing. Throws PackError on a value that is no such integer. */
export function packIntervals(values: readonly (number | null)[]): Buffer {
  if (scratch.length < 1 + values.length * tokenOctets) {
    scratch = Buffer.allocUnsafe(1 + values.length * tokenOctets)
  }
  const octets = scratch
  octets[0] = codecDelta
  let at = 1
  let before = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? null
    if (value === null) {
      octets[at++] = 0
      continue
    }
    if (!Number.isInteger(value) || value > largestValue || value < -largestValue) {
      throw new PackError(`interval ${i} is ${value}: not an integer of at most 2^50`, at)
    }
    const difference = value - before
    before = value
    let token = difference < 0 ? -2 * difference : 2 * difference + 1
    while (token >= 0x80) {
      const rest = Math.floor(token / 0x80)
      octets[at++] = token - rest * 0x80 + 0x80
      token = rest
    }
    octets[at++] = token
  }
  return Buffer.from(octets.subarray(0, at))
}

/** The increments that {@link packIntervals} packed. Throws PackError on octets it cannot have made. */
export function unpackIntervals(octets: Uint8Array, count: number): (number | null)[] {
  if (octets[0] !== codecDelta) throw new PackError(`unknown interval codec ${octets[0]}`, 0)
  const values: (number | null)[] = new Array(count)
  let at = 1
  let before = 0
  for (let i = 0; i < count; i++) {
    // Behind the end: no token, which the check below refuses.
    let token = octets[at++] ?? Number.NaN
    if (token >= 0x80) {
      token -= 0x80
      let scale = 0x80
      let octet: number
      do {
        octet = octets[at++] ?? Number.NaN
        token += (octet & 0x7f) * scale
        scale *= 0x80
      } while (octet >= 0x80)
    }
    if (!(token <= 2 ** 53)) throw new PackError(`the block ends before interval ${i} of ${count}`, at)
    if (token === 0) values[i] = null
    else values[i] = before += token % 2 === 0 ? -token / 2 : (token - 1) / 2
  }
  if (at !== octets.length) throw new PackError(`the block goes on after ${count} intervals`, at)
  return values
}

/** One octet when all intervals have the same code, else one octet each. */
export function packQuality(codes: readonly number[]): Buffer {
  const [first] = codes
  return first !== undefined && codes.every(code => code === first) ? Buffer.of(first) : Buffer.from(codes)
}

export function unpackQuality(octets: Uint8Array, count: number): number[] {
  const [first] = octets
  if (octets.length === 1) return new Array(count).fill(first)
  if (octets.length !== count) {
    throw new PackError(`${octets.length} quality codes for ${count} intervals`, octets.length)
  }
  return Array.from(octets)
}
