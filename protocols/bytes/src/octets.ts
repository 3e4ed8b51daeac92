/** One array holding all parts in order. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const part of parts) length += part.length
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** Whether both hold the same octets. Not in constant time: compare secrets elsewhere. */
export function equal(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** The same octets as a plain Uint8Array: a Node Buffer prints, slices and serialises in ways of its own. */
export function plainOctets(octets: Uint8Array): Uint8Array {
  return new Uint8Array(octets.buffer, octets.byteOffset, octets.byteLength)
}

/** The big-endian number of two octets at `at`. The caller checks that they are there: beyond the end it reads zeros. */
export function u16At(octets: Uint8Array, at: number): number {
  return ((octets[at] ?? 0) << 8) | (octets[at + 1] ?? 0)
}

/** The big-endian number of four octets at `at`, likewise. */
export function u32At(octets: Uint8Array, at: number): number {
  return ((u16At(octets, at) << 16) | u16At(octets, at + 2)) >>> 0
}
