import { newSecret, PrivateKey, type PublicKeySuite } from '@ferraris/dlms/security'
import type { NonVolatile } from '../store/memory/non-volatile.ts'

/** What key pairs of a meter are for. */
export type KeyPairUse = 'digital-signature' | 'key-agreement'

/**
 * The meter's own key pairs. None is made before it is needed. A new one that was asked for waits until its certificate
 * has come: until then the old one goes on (IEC 62056-6-2, class 64, generate_key_pair).
 */
export class OwnKeyPairs {
  readonly #memory: NonVolatile
  readonly #suite: PublicKeySuite
  readonly #factory: Readonly<Partial<Record<KeyPairUse, Uint8Array>>>
  readonly #random: (length: number) => Uint8Array
  readonly #made = new Map<KeyPairUse, PrivateKey>()

  constructor(
    memory: NonVolatile,
    suite: PublicKeySuite,
    factory: Readonly<Partial<Record<KeyPairUse, Uint8Array>>>,
    random: (length: number) => Uint8Array,
  ) {
    this.#memory = memory
    this.#suite = suite
    this.#factory = factory
    this.#random = random
  }

  /** The key pair in use. */
  of(use: KeyPairUse): PrivateKey {
    const made = this.#made.get(use)
    if (made !== undefined) return made
    const secret = this.#kept(use) ?? this.#factory[use] ?? this.#generate(use)
    const key = new PrivateKey(secret)
    this.#made.set(use, key)
    return key
  }

  /** Makes a new pair, which waits for its certificate. */
  renew(use: KeyPairUse): void {
    this.#generate(`${use}.next`)
  }

  /** The pair for which a certificate is to be asked: the one that waits, else the one in use. */
  toCertify(use: KeyPairUse): PrivateKey {
    const next = this.#kept(`${use}.next`)
    return next === undefined ? this.of(use) : new PrivateKey(next)
  }

  /** Records a certificate for a public key of the meter: a waiting pair is in use now. False for a foreign key. */
  certified(use: KeyPairUse, point: Uint8Array): boolean {
    const same = (key: PrivateKey): boolean => Buffer.compare(key.publicKey.point, point) === 0
    if (same(this.of(use))) return true
    const next = this.#kept(`${use}.next`)
    if (next === undefined || !same(new PrivateKey(next))) return false
    this.#keep(use, next)
    this.#memory.set(`keyPair.${use}.next`, null)
    this.#made.delete(use)
    return true
  }

  #generate(name: string): Uint8Array {
    const secret = newSecret(this.#suite, this.#random)
    this.#keep(name, secret)
    return secret
  }

  #keep(name: string, secret: Uint8Array): void {
    this.#memory.set(`keyPair.${name}`, Buffer.from(secret).toString('hex'))
  }

  /** What the memory holds of this suite: a meter that has been given another begins anew. */
  #kept(name: string): Uint8Array | undefined {
    const hex = this.#memory.get<string | null>(`keyPair.${name}`)
    const secret = typeof hex === 'string' ? Buffer.from(hex, 'hex') : undefined
    return secret?.length === (this.#suite === 1 ? 32 : 48) ? secret : undefined
  }
}
