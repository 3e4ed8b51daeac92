import { fromHex } from '@ferraris/bytes'
import { PrivateKey, PublicKey, SecurityError } from '@ferraris/dlms/security'
import { InputError } from '../errors.ts'

/** Key pairs for one purpose: our secret key, and what is public of the meter. */
interface PairEntry {
  readonly own: PrivateKey
  readonly meter: PublicKey
  /** The meter's secret key, in the ring of a virtual meter. */
  readonly meterSecret: Uint8Array | undefined
}

/** What a client proves itself and protects its messages with; what it does not need is not there. */
export interface Secret {
  /** 16 octets each, 32 in suite 2. */
  readonly keys: { readonly guek: Uint8Array; readonly gak: Uint8Array } | undefined
  /** Master key. */
  readonly kek: Uint8Array | undefined
  /** Password of LLS, secret of HLS 3, 4 and 6. */
  readonly password: Uint8Array | undefined
  readonly signing: PairEntry | undefined
  readonly agreement: PairEntry | undefined
  /** K1 and K2 of METERS AND MORE: the writing key, missing with read access only, and the reading key. */
  readonly smitp: { readonly write: Uint8Array | undefined; readonly read: Uint8Array } | undefined
  /** Our system title, where the meter knows us by one. */
  readonly clientTitle: Uint8Array | undefined
}

/** A line of a key ring. Without device, or without client, it fits any. */
export interface KeyEntry {
  readonly device: string | undefined
  readonly client: number | undefined
  readonly secret: Secret
}

/** Names as in the vectors of telegrams; those of key pairs end alike. */
const members = [
  ...['device', 'client', 'guek', 'gak', 'kek', 'password', 'secret', 'clientSt', 'k1', 'k2'],
  ...['clientSigningPrivateKey', 'serverSigningPrivateKey', 'serverSigningPublicKey'],
  ...['clientAgreementPrivateKey', 'serverAgreementPrivateKey', 'serverAgreementPublicKey'],
]
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
  const unknown = Object.keys(entry).find(name => !members.includes(name))
  if (unknown !== undefined) throw new InputError(`${path}.${unknown}`, 'no such member', `write ${form}`)
  const given = entry as Record<string, unknown>
  const { device, client, password } = given
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
  const octets = (member: string, ...lengths: readonly number[]) => parseOctets(given, member, lengths, path)
  const [guek, gak] = [octets('guek', 16, 32), octets('gak', 16, 32)]
  const needsKeys = guek !== undefined || gak !== undefined || !isProof(given)
  const keys = needsKeys ? { guek: needed(guek, 'guek', path), gak: needed(gak, 'gak', path) } : undefined
  if (keys !== undefined && keys.guek.length !== keys.gak.length)
    throw new InputError(`${path}.gak`, 'is not as long as guek', 'give both keys of the same suite')
  return {
    device,
    client: client as number | undefined,
    secret: {
      keys,
      kek: octets('kek', 16, 32),
      password: password === undefined ? octets('secret') : parsePassword(password, `${path}.password`),
      signing: parsePair(given, 'Signing', path),
      agreement: parsePair(given, 'Agreement', path),
      smitp: smitpKeys(octets('k1', 16), octets('k2', 16), path),
      clientTitle: octets('clientSt', 8),
    },
  }
}

/** Whether an entry has anything to prove oneself with besides keys. */
function isProof({ password, secret, clientSigningPrivateKey, k2 }: Record<string, unknown>): boolean {
  return [password, secret, clientSigningPrivateKey, k2].some(it => it !== undefined)
}

function smitpKeys(
  write: Uint8Array | undefined,
  read: Uint8Array | undefined,
  path: string,
): Secret['smitp'] {
  if (write === undefined && read === undefined) return undefined
  return { write, read: needed(read, 'k2', path) }
}

function needed(key: Uint8Array | undefined, member: string, path: string): Uint8Array {
  if (key !== undefined) return key
  throw new InputError(`${path}.${member}`, 'is missing', `write ${form}`)
}

/** A member of hex digits, of as many octets as one of the lengths, or of any length. */
function parseOctets(
  entry: Record<string, unknown>,
  member: string,
  lengths: readonly number[],
  path: string,
): Uint8Array | undefined {
  const value = entry[member]
  if (value === undefined) return undefined
  const isHex = typeof value === 'string' && /^([0-9a-f]{2})+$/i.test(value)
  if (isHex && (lengths.length === 0 || lengths.includes(value.length / 2))) return fromHex(value)
  const found = typeof value === 'string' ? `${value.length} characters` : typeof value
  const digits = lengths.map(length => 2 * length).join(' or ')
  const advice = digits === '' ? 'write hex digits' : `it has ${digits} hex digits`
  throw new InputError(`${path}.${member}`, `is no key (${found})`, advice)
}

/** A key pair of ours with the public key of the meter, which may be given by its secret one. */
function parsePair(
  entry: Record<string, unknown>,
  purpose: 'Signing' | 'Agreement',
  path: string,
): PairEntry | undefined {
  const own = parseOctets(entry, `client${purpose}PrivateKey`, [32, 48], path)
  if (own === undefined) return undefined
  const meterSecret = parseOctets(entry, `server${purpose}PrivateKey`, [32, 48], path)
  const point = parseOctets(entry, `server${purpose}PublicKey`, [64, 96], path)
  try {
    const meter = point ? new PublicKey(point) : meterSecret && new PrivateKey(meterSecret).publicKey
    if (meter !== undefined) return { own: new PrivateKey(own), meter, meterSecret }
  } catch (error) {
    if (!(error instanceof SecurityError)) throw error
    throw new InputError(`${path}.client${purpose}PrivateKey`, error.message, 'give keys of one curve')
  }
  throw new InputError(
    `${path}.server${purpose}PublicKey`,
    'is missing',
    "a key pair of ours is of no use without the meter's public key",
  )
}

function parsePassword(value: unknown, path: string): Uint8Array {
  if (typeof value === 'string' && value !== '') return new TextEncoder().encode(value)
  throw new InputError(path, 'is no password', 'write it as text')
}
