import { fromHex, HexError } from '@ferraris/bytes'
import type { Findings, GivenKeys } from '@ferraris/codec/dissect'
import { CipherKey } from '../security/keys/cipher-key.ts'

type Given = string | Uint8Array

/** Keys and names, as hex text or octets, all of them optional. */
export interface KeySetInput {
  /** Global unicast (block cipher) key. */
  readonly guek?: Given
  /** Authentication key. */
  readonly gak?: Given
  /** Global broadcast key. */
  readonly gbek?: Given
  /** Dedicated key of one association. */
  readonly ded?: Given
  /** Master key. */
  readonly kek?: Given
  /** System title of the sender, where the octets do not carry it. */
  readonly systemTitle?: Given
  readonly clientSt?: Given
  readonly serverSt?: Given
  readonly originatorSigningPublicKey?: Given
  /** Key agreement: own secret keys and the other sides' public keys, under any name that ends so. */
  [agreement: `${string}PrivateKey` | `${string}PublicKey`]: Given | undefined
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

type CipherKeyName = (typeof cipherKeys)[number]

/** A key set ready for use. */
export type KeySet = { readonly [N in CipherKeyName]?: CipherKey } & {
  readonly [N in (typeof octetKeys)[number]]?: Uint8Array
} & { readonly secrets: readonly Uint8Array[]; readonly points: readonly Uint8Array[] }

/** Reads key sets; what cannot be a key becomes a fault that names it and shows nothing of it. */
export function readKeySets(
  given: KeySetInput | readonly (KeySetInput | GivenKeys)[] | undefined,
  findings: Findings,
): KeySet[] {
  const sets: unknown[] = given === undefined ? [] : Array.isArray(given) ? given : [given]
  return sets.flatMap(set => {
    if (typeof set === 'object' && set !== null) return [readKeySet(set as KeySetInput, findings)]
    findings.fault('keys', '', 0, 'a set of keys is no object; write {"guek":"…","gak":"…"}')
    return []
  })
}

function readKeySet(text: KeySetInput, findings: Findings): KeySet {
  const set: Record<string, CipherKey | Uint8Array> = {}
  const agreement = (ending: 'PrivateKey' | 'PublicKey') =>
    Object.keys(text)
      .filter(name => name.endsWith(ending) && !(name in lengths))
      .flatMap(name => readHex(text, name as keyof KeySetInput, findings) ?? [])
  for (const name of cipherKeys) {
    const octets = readHex(text, name, findings)
    if (octets !== undefined) set[name] = new CipherKey(octets)
  }
  for (const name of octetKeys) {
    const octets = readHex(text, name, findings)
    if (octets !== undefined) set[name] = octets
  }
  return { ...set, secrets: agreement('PrivateKey'), points: agreement('PublicKey') }
}

function readHex(text: KeySetInput, name: keyof KeySetInput, findings: Findings): Uint8Array | undefined {
  const value: unknown = text[name]
  if (value === undefined || value === null) return undefined
  const expected = lengths[name] ?? (name.endsWith('PrivateKey') ? [32, 48] : [64, 96])
  const fault = (what: string) =>
    findings.fault('keys', name, 0, `${name} ${what}; write ${expected.join(' or ')} octets as hex`)
  if (typeof value !== 'string' && !(value instanceof Uint8Array)) return void fault('is not text')
  try {
    const octets = typeof value === 'string' ? fromHex(value) : value
    if (expected.includes(octets.length)) return octets
    return void fault(`has ${octets.length} octets`)
  } catch (error) {
    if (!(error instanceof HexError)) throw error
    return void fault('is not hex')
  }
}
