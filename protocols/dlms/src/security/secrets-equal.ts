import { timingSafeEqual } from 'node:crypto'

/** Whether a secret was given, in a time that does not tell how much of it was right. */
export function secretsEqual(given: Uint8Array, secret: Uint8Array): boolean {
  return given.length === secret.length && timingSafeEqual(given, secret)
}
