import { fromHex, HexError } from '@ferraris/bytes'
import { CipherKey } from '../security/cipher-key.ts'
import type { Findings } from './findings.ts'

/** Keys and names as hex text, all of them optional. */
export interface KeySetText {
  /** Global unicast (block cipher) key. */
  guek?: string
  /** Authentication key. */
  gak?: string
  /** Global broadcast key. */
  gbek?: string
  /** Dedicated key of one association. */
  ded?: string
  /** Master key. */
  kek?: string
  password?: string
  /** System title of whoever ciphered, where the octets do not carry it. */
  systemTitle?: string
  clientSt?: string
  serverSt?: string
  originatorSigningPublicKey?: string
  clientSigningPublicKey?: string
  serverSigningPublicKey?: string
}

const cipherKeys = ['guek', 'gbek', 'ded'] as const
const octetKeys = ['gak', 'kek', 'systemTitle', 'clientSt', 'serverSt', 'originatorSigningPublicKey'] as const
const lengths: Readonly<Record<string, readonly number[]>> = {
  guek: [16, 32],
  gbek: [16, 32],
  ded: [16, 32],
  gak: [16, 32],
  kek: [16, 32],
  systemTitle: [8],
  clientSt: [8],
  serverSt: [8],
  originatorSigningPublicKey: [64, 96],
}

export type CipherKeyName = (typeof cipherKeys)[number]

/** A key set ready for use. */
export type KeySet = { readonly [N in CipherKeyName]?: CipherKey } & {
  readonly [N in (typeof octetKeys)[number]]?: Uint8Array
}

/** Reads key sets; what cannot be a key becomes a fault that names it and shows nothing of it. */
export function readKeySets(
  given: KeySetText | readonly KeySetText[] | undefined,
  findings: Findings,
): KeySet[] {
  const sets = given === undefined ? [] : Array.isArray(given) ? given : [given]
  return sets.map(text => readKeySet(text, findings))
}

function readKeySet(text: KeySetText, findings: Findings): KeySet {
  const set: Record<string, CipherKey | Uint8Array> = {}
  for (const name of cipherKeys) {
    const octets = readHex(text, name, findings)
    if (octets !== undefined) set[name] = new CipherKey(octets)
  }
  for (const name of octetKeys) {
    const octets = readHex(text, name, findings)
    if (octets !== undefined) set[name] = octets
  }
  return set
}

function readHex(text: KeySetText, name: keyof KeySetText, findings: Findings): Uint8Array | undefined {
  const value: unknown = text[name]
  if (value === undefined || value === null) return undefined
  const expected = lengths[name]!
  const fault = (what: string) =>
    findings.fault('keys', name, 0, `${name} ${what}; write ${expected.join(' or ')} octets as hex`)
  if (typeof value !== 'string') return void fault('is not text')
  try {
    const octets = fromHex(value)
    if (expected.includes(octets.length)) return octets
    return void fault(`has ${octets.length} octets`)
  } catch (error) {
    if (!(error instanceof HexError)) throw error
    return void fault('is not hex')
  }
}
