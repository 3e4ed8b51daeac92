import type { SecuritySuite } from '@ferraris/dlms/security'
import type { SecuredClient } from './clients.ts'

/** Public keys of a client where no certificate gives them: 64 octets, 96 in suite 2. */
export interface ClientPublicKeys {
  readonly signingPublicKey?: Uint8Array
  readonly agreementPublicKey?: Uint8Array
}

/** The two keys of one secured association: 16 octets each, 32 in suite 2. */
export interface AssociationKeys extends ClientPublicKeys {
  readonly guek: Uint8Array
  readonly gak: Uint8Array
}

/**
 * A client besides the usual three, for head-ends with other authentication and for tests: what it may do is what the reader
 * may, or the management client. Without keys its association is in the clear.
 */
export interface FurtherClient extends ClientPublicKeys {
  /** Its client address, 1 to 127; none of the usual three. */
  readonly address: number
  readonly rights: SecuredClient
  readonly authentication: 'low' | 'manufacturer' | 'md5' | 'sha1' | 'gmac' | 'sha256' | 'ecdsa'
  /** The password, or the secret of HLS 2, 3, 4 and 6. */
  readonly secret?: Uint8Array
  readonly keys?: AssociationKeys
}

/** The keys a meter leaves the factory with: those of the secured clients, and what may replace them. */
export type MeterKeys = Readonly<Record<SecuredClient, AssociationKeys>> & {
  /** Security suite of all associations; 0 if absent. */
  readonly suite?: SecuritySuite
  /** As long as the other keys. A meter without a master key takes no wrapped keys. */
  readonly masterKey?: Uint8Array
  readonly broadcastKey?: Uint8Array
  readonly further?: readonly FurtherClient[]
  /** Secret keys of the meter, 32 octets, 48 in suite 2. Missing ones are made at first use. */
  readonly signingKey?: Uint8Array
  readonly agreementKey?: Uint8Array
  /** Certificates (X.509, DER) of the trusted authorities. Without any the meter takes no certificate. */
  readonly trustAnchors?: readonly Uint8Array[]
}
