import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { newKeyPair, privateKeyOf } from '@ferraris/work-order'
import { InputError } from '../errors.ts'

/** The secret key of a bench, PEM; made where there is none, for this user alone. Throws InputError. */
export function benchKey(file: string): string {
  try {
    if (!existsSync(file)) writeFileSync(file, newKeyPair('ed25519'), { mode: 0o600, flag: 'wx' })
    const pem = readFileSync(file, 'utf8')
    if (privateKeyOf(pem).asymmetricKeyType !== 'ed25519') throw new Error('it is no Ed25519 key')
    return pem
  } catch (cause) {
    const detail = `${file} is no key of a bench: ${(cause as Error).message}`
    throw new InputError('--key', detail, 'name another file: where there is none, one is made', { cause })
  }
}
