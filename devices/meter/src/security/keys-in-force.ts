import { toHex } from '@ferraris/bytes'
import { type AgreeableKey, keyLength, type SecuritySuite } from '@ferraris/dlms/security'
import type { NonVolatile } from '../store/memory/non-volatile.ts'
import type { SecuredClient } from './clients.ts'
import type { AssociationKeys, MeterKeys } from './meter-keys.ts'

type KeptKeys = { readonly guek: string; readonly gak: string }

/** Keys that replace those in force, by their identifier in class 64. */
export type NewKeys = Partial<Record<AgreeableKey, Uint8Array>>

/** The symmetric keys that hold now: what was put in place of a key outlives what came from the factory. */
export class KeysInForce {
  readonly #memory: NonVolatile
  readonly #factory: MeterKeys
  readonly #length: number

  /** Throws RangeError for keys of the factory that are not as long as the suite has them. */
  constructor(memory: NonVolatile, factory: MeterKeys, suite: SecuritySuite) {
    this.#memory = memory
    this.#factory = factory
    this.#length = keyLength[suite]
    checkLengths(factory, this.#length)
  }

  of(client: SecuredClient): AssociationKeys {
    const factory = this.#factory[client]
    const kept = this.#memory.get<KeptKeys>(`keys.${client}`)
    if (kept?.guek.length !== 2 * this.#length) return factory
    return { ...factory, guek: Buffer.from(kept.guek, 'hex'), gak: Buffer.from(kept.gak, 'hex') }
  }

  get master(): Uint8Array | undefined {
    return this.#kept('keys.master') ?? this.#factory.masterKey
  }

  get broadcast(): Uint8Array | undefined {
    return this.#kept('keys.broadcast') ?? this.#factory.broadcastKey
  }

  /** Whether all of them are as long as the suite has them. */
  areFitting(keys: NewKeys): boolean {
    return Object.values(keys).every(({ length }) => length === this.#length)
  }

  /** Puts keys in place of those in force; says whether the client's encryption key is another now. */
  replace(client: SecuredClient, keys: NewKeys): boolean {
    const before = this.of(client)
    const guek = keys['global-unicast-encryption'] ?? before.guek
    this.#memory.set(`keys.${client}`, { guek: toHex(guek), gak: toHex(keys.authentication ?? before.gak) })
    if (keys.master !== undefined) this.#memory.set('keys.master', toHex(keys.master))
    const broadcast = keys['global-broadcast-encryption']
    if (broadcast !== undefined) this.#memory.set('keys.broadcast', toHex(broadcast))
    return toHex(guek) !== toHex(before.guek)
  }

  /** A key in the memory, if it is one of the suite: a meter that was given another suite begins anew. */
  #kept(name: string): Uint8Array | undefined {
    const text = this.#memory.get<string>(name)
    return text?.length === 2 * this.#length ? Buffer.from(text, 'hex') : undefined
  }
}

function checkLengths(
  { reader, management, masterKey, broadcastKey, further = [] }: MeterKeys,
  length: number,
) {
  const pairs = [reader, management, ...further.flatMap(({ keys }) => keys ?? [])]
  const keys = [...pairs.flatMap(({ guek, gak }) => [guek, gak]), masterKey, broadcastKey]
  const wrong = keys.find(key => key !== undefined && key.length !== length)
  if (wrong !== undefined)
    throw new RangeError(`a key of this suite has ${length} octets, not ${wrong.length}`)
}
