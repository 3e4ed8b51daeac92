import type { PrivateKey, PublicKey } from './elliptic-curve.ts'
import type { SuiteKeys } from './suite-keys.ts'

/** Key pairs for one purpose: our own, and the public ones of our peers. */
export interface KeyPairs {
  readonly own: PrivateKey
  /** The key of the owner of a system title, or of the certificate (X.509, DER) that it sent along with HLS 7. */
  peer(systemTitle: Uint8Array, certificate?: Uint8Array): PublicKey | undefined
}

/** What one end of an association holds to protect and to open APDUs with (IEC 62056-5-3, 5.3.4). */
export interface Keyring {
  /** Global unicast key with the authentication key. */
  readonly keys: SuiteKeys
  /** Global broadcast key with the authentication key, where there is one. */
  readonly broadcastKeys?: SuiteKeys
  /** Key-encrypting key, for wrapped keys in general-ciphering: 16 octets, 32 in suite 2. */
  readonly masterKey?: Uint8Array
  /** To sign and to verify, in suites 1 and 2. */
  readonly signing?: KeyPairs
  /** To agree on keys, in suites 1 and 2. */
  readonly agreement?: KeyPairs
}

/** The keys and names of the two ends, as one of them sees them. */
export interface Correspondence {
  readonly ring: Keyring
  /** Keys of this association alone, once the client has given one. */
  readonly dedicated: SuiteKeys | undefined
  /** Keys with what was agreed on last, the peer's choice first: they open general-ciphering that names no key. */
  readonly agreed?: readonly SuiteKeys[]
  readonly ownTitle: Uint8Array
  /** Of the peer, for APDUs that do not carry it. */
  readonly peerTitle: Uint8Array | undefined
}
