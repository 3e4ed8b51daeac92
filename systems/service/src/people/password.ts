import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify(argon2)

/** Memory in KiB, passes and lanes: the second choice of RFC 9106 is too big for a small server; OWASP's first is not. */
const cost = { memory: 19_456, passes: 2, parallelism: 1 }

function key(password: string, parameters: Omit<Argon2Parameters, 'message'>): Promise<Buffer> {
  // One password may be typed in several Unicode forms (RFC 8265, 4.2.2).
  return derive('argon2id', { message: password.normalize('NFC'), ...parameters })
}

/** Hashes a password with argon2id into a PHC string: `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const hash = await key(password, { nonce: salt, tagLength: 32, ...cost })
  const { memory, passes, parallelism } = cost
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(hash)}`
}

/** Compares in constant time. The cost comes from the stored string, so that it can be raised later. */
export async function verifyPassword(password: string, phc: string): Promise<boolean> {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(phc)
  if (!match) throw new Error('the stored password hash is not an argon2id PHC string')
  const [, memory, passes, parallelism, salt = '', hash = ''] = match
  const expected = Buffer.from(hash, 'base64')
  const actual = await key(password, {
    nonce: Buffer.from(salt, 'base64'),
    tagLength: expected.length,
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
  })
  return timingSafeEqual(actual, expected)
}

function base64(octets: Buffer): string {
  return octets.toString('base64').replace(/=+$/, '')
}
