import { Type } from 'typebox'

export function publicKey(description: string) {
  return Type.String({
    pattern: '^[A-Za-z0-9_-]{43}$',
    description: `${description}, 32 octets in base64url.`,
  })
}
