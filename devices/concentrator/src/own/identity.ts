import { createPrivateKey, createPublicKey, type KeyObject, randomBytes } from 'node:crypto'
import type { Store } from '../store/store.ts'

/** PKCS #8 of an Ed25519 key up to its 32 secret octets (RFC 8410, 7). */
const header = Buffer.from('302e020100300506032b657004220420', 'hex')

/** The concentrator's own key pair (Ed25519): by it a field device knows whom it talks to. */
export class Identity {
  readonly secret: KeyObject
  /** Base64url. */
  readonly publicKey: string

  /** Made once; the secret one is wrapped on the disk. */
  constructor(store: Store) {
    const seed = store.secret('identity', () => randomBytes(32))
    this.secret = createPrivateKey({ key: Buffer.concat([header, seed]), format: 'der', type: 'pkcs8' })
    this.publicKey = (createPublicKey(this.secret).export({ format: 'jwk' }) as { x: string }).x
  }
}
