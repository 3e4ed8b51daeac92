import {
  createCipheriv,
  createDecipheriv,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
} from 'node:crypto'
import { WorkOrderError } from '../work-order-error.ts'
import { publicHalf, publicKeyOf } from './signed-text.ts'

/**
 * Seals text so that one field device alone can open it: a key agreed on with a pair made for this text (X25519,
 * HKDF-SHA-256), under which AES-256-GCM has one message only, whence its nonce of zeros. `context` says what it belongs
 * to: in another order it does not open. The result is base64url: public key, ciphertext, tag.
 */
export function sealFor(fieldDevice: string, context: string, text: string): string {
  const { privateKey } = generateKeyPairSync('x25519')
  const own = publicHalf(privateKey)
  const key = agreed(privateKey, publicKeyOf('X25519', fieldDevice), own, context)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  const sealed = [Buffer.from(own, 'base64url'), cipher.update(text), cipher.final()]
  return Buffer.concat([...sealed, cipher.getAuthTag()]).toString('base64url')
}

/** Throws {@link WorkOrderError} `foreign` for what was sealed for another device or another order. */
export function unseal(secret: KeyObject, context: string, sealed: string): string {
  const octets = Buffer.from(sealed, 'base64url')
  try {
    const peer = octets.subarray(0, 32).toString('base64url')
    const decipher = createDecipheriv(
      'aes-256-gcm',
      agreed(secret, publicKeyOf('X25519', peer), peer, context),
      nonce,
      {
        authTagLength: 16,
      },
    )
    decipher.setAuthTag(octets.subarray(-16))
    return Buffer.concat([decipher.update(octets.subarray(32, -16)), decipher.final()]).toString()
  } catch (cause) {
    throw new WorkOrderError('foreign', 'the keys of this order do not open', { cause })
  }
}

const nonce = Buffer.alloc(12)

function agreed(secret: KeyObject, peer: KeyObject, ephemeral: string, context: string): Buffer {
  const shared = diffieHellman({ privateKey: secret, publicKey: peer })
  return Buffer.from(hkdfSync('sha256', shared, ephemeral, `ferraris work order ${context}`, 32))
}
