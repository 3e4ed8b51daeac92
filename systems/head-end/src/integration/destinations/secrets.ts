import type { LinkPlace, Reach } from '@ferraris/transport'
import type { KeyRing } from '../../inventory/keys/key-ring.ts'
import type { DestinationSettings } from './schemas.ts'

const members = ['password', 'token', 'authorities', 'certificate', 'key', 'signingKey'] as const

/** What of a destination is sealed as one in the store. */
export type Secrets = Partial<Pick<DestinationSettings, (typeof members)[number]>>

export function sealSecrets(ring: KeyRing, secrets: Secrets): Buffer | null {
  if (Object.keys(secrets).length === 0) return null
  return ring.seal(Buffer.from(JSON.stringify(secrets)))
}

/** Throws KeyError. */
export function openSecrets(ring: KeyRing, sealed: Buffer | null): Secrets {
  return sealed === null
    ? {}
    : (JSON.parse(Buffer.from(ring.unseal(sealed).octets()).toString('utf8')) as Secrets)
}

/** The secrets that settings give, over those that were there. */
export function withSecretsOf(settings: DestinationSettings, before: Secrets): Secrets {
  const given = members.filter(name => settings[name] !== undefined).map(name => [name, settings[name]])
  return { ...before, ...Object.fromEntries(given) }
}

interface PlaceRow {
  readonly kind: LinkPlace['kind']
  readonly url: string
  readonly address: string | null
  readonly username: string | null
  readonly sealed: Buffer | null
}

/** Where to send, with the credentials opened. Hand it on at once. */
export function placeOf(ring: KeyRing, row: PlaceRow, reach: Reach | undefined): LinkPlace {
  const { password, token, authorities, certificate, key, signingKey } = openSecrets(ring, row.sealed)
  return {
    kind: row.kind,
    url: row.url,
    address: row.address ?? undefined,
    username: row.username ?? undefined,
    password,
    token,
    tls: { ca: authorities, cert: certificate, key },
    signingKey,
    reach,
  }
}
