import { fromHex } from '@ferraris/bytes'
import type { AssociationSecrets, PeerKeys } from '@ferraris/client'
import { PrivateKey, PublicKey, SecurityError } from '@ferraris/dlms/security'
import type { MeterUri } from '@ferraris/transport'
import type { KeyHandle, KeyRing } from './key-ring.ts'

/**
 * What one client of ours needs towards a meter, under the names that key rings of the command line have. Hex digits, but
 * for `password`.
 */
export interface ClientSecrets {
  /** Our address there. */
  readonly client: number
  /** Global unicast and authentication key, 32 digits each, 64 in suite 2. */
  readonly guek?: string | undefined
  readonly gak?: string | undefined
  /** Master key, for wrapped keys in general-ciphering. */
  readonly kek?: string | undefined
  /** Password of LLS, or secret of HLS 3, 4 and 6, as text. */
  readonly password?: string | undefined
  /** The same in hex digits. */
  readonly secret?: string | undefined
  /** Our system title, where the meter knows us by one: 16 digits. */
  readonly clientSt?: string | undefined
  readonly clientSigningPrivateKey?: string | undefined
  readonly serverSigningPublicKey?: string | undefined
  readonly clientAgreementPrivateKey?: string | undefined
  readonly serverAgreementPublicKey?: string | undefined
}

/** The secrets of a client ready for use. */
interface OpenedSecrets extends AssociationSecrets {
  readonly clientTitle: Uint8Array | undefined
}

/** The secrets of a client as a lease brings them: they do not show themselves. */
export interface DeviceKeys {
  readonly guek: KeyHandle | undefined
  readonly gak: KeyHandle | undefined
  /** All the others. */
  readonly others: KeyHandle | undefined
}

type Others = Omit<ClientSecrets, 'client' | 'guek' | 'gak'>

/** How many octets a member may have. */
const lengths = {
  guek: [16, 32],
  gak: [16, 32],
  kek: [16, 32],
  clientSt: [8],
  clientSigningPrivateKey: [32, 48],
  serverSigningPublicKey: [64, 96],
  clientAgreementPrivateKey: [32, 48],
  serverAgreementPublicKey: [64, 96],
} as const

/** What is wrong with a member of secrets; the text never repeats it. */
interface SecretFault {
  readonly member: keyof ClientSecrets
  readonly detail: string
}

/** The first fault of secrets in themselves; undefined if there is none. */
export function faultOf(secrets: ClientSecrets): SecretFault | undefined {
  for (const [member, octets] of Object.entries(lengths) as [keyof typeof lengths, readonly number[]][]) {
    const value = secrets[member]
    if (value === undefined || (isHex(value) && octets.includes(value.length / 2))) continue
    return { member, detail: `must be ${octets.map(length => 2 * length).join(' or ')} hex digits` }
  }
  const { guek, gak, password, secret } = secrets
  if (secret !== undefined && !isHex(secret)) return { member: 'secret', detail: 'must be hex digits' }
  if (password !== undefined && secret !== undefined)
    return { member: 'secret', detail: 'is another form of password; give one of them' }
  if (guek === undefined && gak !== undefined) return { member: 'guek', detail: 'is missing beside gak' }
  if (gak === undefined && guek !== undefined) return { member: 'gak', detail: 'is missing beside guek' }
  if (guek?.length !== gak?.length) return { member: 'gak', detail: 'must be as long as guek' }
  return pairFault(secrets, 'Signing') ?? pairFault(secrets, 'Agreement')
}

/** What secrets lack for the way in which a URI of the same client wants to associate. */
export function lackOf(
  secrets: ClientSecrets,
  { auth, suite, ciphering }: Pick<MeterUri, 'auth' | 'suite' | 'ciphering'>,
): SecretFault | undefined {
  const { guek, password = secrets.secret } = secrets
  if (guek !== undefined && suite !== undefined && (suite === 2) !== (guek.length === 64))
    return { member: 'guek', detail: `must be ${suite === 2 ? 64 : 32} hex digits for suite=${suite}` }
  if (auth === 'gmac' || (auth !== 'none' && ciphering !== undefined)) {
    if (guek === undefined)
      return { member: 'guek', detail: `is missing, and the URI says ${said(auth, ciphering)}` }
  }
  if (auth === 'ecdsa') {
    if (secrets.clientSigningPrivateKey === undefined)
      return { member: 'clientSigningPrivateKey', detail: 'is missing, and the URI says auth=ecdsa' }
  } else if (auth !== 'none' && auth !== 'gmac' && password === undefined) {
    return { member: 'password', detail: `is missing, and the URI says auth=${auth}` }
  }
  return undefined
}

function said(auth: string, ciphering: string | undefined): string {
  return ciphering === undefined ? `auth=${auth}` : `ciphering=${ciphering}`
}

function isHex(text: string): boolean {
  return /^([0-9a-fA-F]{2})+$/.test(text)
}

function pairFault(secrets: ClientSecrets, purpose: 'Signing' | 'Agreement'): SecretFault | undefined {
  const [own, peer] = [`client${purpose}PrivateKey`, `server${purpose}PublicKey`] as const
  const privateKey = secrets[own]
  const publicKey = secrets[peer]
  if (privateKey === undefined && publicKey === undefined) return undefined
  if (privateKey === undefined) return { member: own, detail: `is missing beside ${peer}` }
  if (publicKey === undefined) return { member: peer, detail: `is missing beside ${own}` }
  for (const [member, open] of [
    [own, () => new PrivateKey(fromHex(privateKey))],
    [peer, () => new PublicKey(fromHex(publicKey))],
  ] as const) {
    try {
      open()
    } catch (error) {
      if (!(error instanceof SecurityError)) throw error
      return { member, detail: 'is no key of P-256 or P-384' }
    }
  }
  if (publicKey.length !== 2 * privateKey.length)
    return { member: peer, detail: `must be of the same curve as ${own}` }
  return undefined
}

/** The members beside the two symmetric keys, sealed for the store; null where there are none. */
export function sealOthers(
  ring: KeyRing,
  { client: _client, guek: _guek, gak: _gak, ...others }: ClientSecrets,
) {
  const isEmpty = Object.values(others).every(value => value === undefined)
  return isEmpty ? null : ring.seal(Buffer.from(JSON.stringify(others)))
}

function othersIn(sealed: KeyHandle | undefined): Others {
  return sealed === undefined ? {} : JSON.parse(Buffer.from(sealed.octets()).toString())
}

/** Secrets for use. Hand them on at once; keep the handles. */
export function openSecrets({ guek, gak, others }: DeviceKeys): OpenedSecrets {
  const given = othersIn(others)
  const octets = (hex: string | undefined) => (hex === undefined ? undefined : fromHex(hex))
  const pair = (own: string | undefined, meter: string | undefined): PeerKeys | undefined =>
    own === undefined || meter === undefined
      ? undefined
      : { own: new PrivateKey(fromHex(own)), meter: new PublicKey(fromHex(meter)) }
  return {
    keys: guek === undefined || gak === undefined ? undefined : { guek: guek.octets(), gak: gak.octets() },
    kek: octets(given.kek),
    password: given.password === undefined ? octets(given.secret) : Buffer.from(given.password),
    clientTitle: octets(given.clientSt),
    signing: pair(given.clientSigningPrivateKey, given.serverSigningPublicKey),
    agreement: pair(given.clientAgreementPrivateKey, given.serverAgreementPublicKey),
  }
}

/** Secrets as the explainer of frames takes them: what deciphers, not what proves. */
export function explainingKeys({ guek, gak, others }: DeviceKeys) {
  const { password: _password, secret: _secret, ...keys } = othersIn(others)
  return { ...(guek && { guek: guek.octets() }), ...(gak && { gak: gak.octets() }), ...keys }
}
