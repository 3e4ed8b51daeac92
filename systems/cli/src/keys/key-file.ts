import { fromHex } from '@ferraris/bytes'
import { InputError } from '../errors.ts'

/** What a client proves itself with towards a meter: the keys of HLS 5 and suite 0, or the password of LLS. */
export type Secret =
  | { readonly kind: 'keys'; readonly guek: Uint8Array; readonly gak: Uint8Array }
  | { readonly kind: 'password'; readonly password: Uint8Array }

/** A line of a key ring. Without device, or without client, it fits any. */
export interface KeyEntry {
  readonly device: string | undefined
  readonly client: number | undefined
  readonly secret: Secret
}

const members = ['device', 'client', 'guek', 'gak', 'password']
const form = '{"device":"FER00000001","client":2,"guek":"32 hex digits","gak":"32 hex digits"}'

/**
 * Reads a key ring: a JSON array of entries, or one entry. `source` names it in errors, which never repeat what stands
 * in it. Throws InputError.
 */
export function parseKeyRing(text: string, source: string): KeyEntry[] {
  let ring: unknown
  try {
    ring = JSON.parse(text)
  } catch {
    // JSON.parse's own message quotes the text, and the text holds keys.
    throw new InputError(source, 'is not JSON', `write ${form}, or an array of such entries`)
  }
  return Array.isArray(ring)
    ? ring.map((entry, i) => parseEntry(entry, `${source}[${i}]`))
    : [parseEntry(ring, source)]
}

function parseEntry(entry: unknown, path: string): KeyEntry {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    throw new InputError(path, 'is no entry of a key ring', `write ${form}`)
  }
  const stranger = Object.keys(entry).find(name => !members.includes(name))
  if (stranger !== undefined) throw new InputError(`${path}.${stranger}`, 'no such member', `write ${form}`)
  const { device, client, guek, gak, password } = entry as Record<string, unknown>
  if (device !== undefined && (typeof device !== 'string' || device === '')) {
    throw new InputError(`${path}.device`, 'is no serial number', 'write it as text, or leave it out')
  }
  if (client !== undefined && (!Number.isInteger(client) || (client as number) < 1)) {
    throw new InputError(
      `${path}.client`,
      'is no client address',
      'write a number such as 2, or leave it out',
    )
  }
  return {
    device,
    client: client as number | undefined,
    secret:
      password === undefined
        ? { kind: 'keys', guek: parseKey(guek, `${path}.guek`), gak: parseKey(gak, `${path}.gak`) }
        : { kind: 'password', password: parsePassword(password, `${path}.password`) },
  }
}

function parseKey(value: unknown, path: string): Uint8Array {
  if (value === undefined) throw new InputError(path, 'is missing', `write ${form}`)
  if (typeof value === 'string' && /^[0-9a-f]{32}$/i.test(value)) return fromHex(value)
  const found = typeof value === 'string' ? `${value.length} characters` : typeof value
  throw new InputError(path, `is no AES-128 key (${found})`, 'a key has 32 hex digits')
}

function parsePassword(value: unknown, path: string): Uint8Array {
  if (typeof value === 'string' && value !== '') return new TextEncoder().encode(value)
  throw new InputError(path, 'is no password', 'write it as text')
}
