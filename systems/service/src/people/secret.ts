import { createHash, randomBytes } from 'node:crypto'

/** 256 random bits as text. The prefix lets secret scanners and people recognize a token. */
export function newSecret(prefix = ''): string {
  return prefix + randomBytes(32).toString('base64url')
}

/**
 * What is stored in place of a secret. With 256 bits of randomness a plain hash is enough, and looking it up by
 * index reveals nothing through time, because the index compares digests, not secrets.
 */
export function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}

const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789'

/** A password that people can copy by hand: 20 of 31 unmistakable characters, 99 bits. */
export function readablePassword(): string {
  let letters = ''
  while (letters.length < 20) {
    for (const octet of randomBytes(32)) {
      // 248 = 8 × 31: octets above would favour the first letters.
      if (octet < 248 && letters.length < 20) letters += alphabet[octet % alphabet.length]
    }
  }
  return letters.replace(/.{5}(?!$)/g, '$&-')
}
