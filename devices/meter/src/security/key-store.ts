import { type AssociationSettings, SuiteKeys } from '@ferraris/dlms'
import { CLIENTS, type SecuredClient } from '../faces/cosem/object-table.ts'
import { InvocationCounters } from '../store/counters.ts'
import type { NonVolatile } from '../store/non-volatile.ts'
import { unwrapKey } from './key-wrap.ts'

/** The two keys of one secured association, 16 octets each. */
export interface AssociationKeys {
  readonly guek: Uint8Array
  readonly gak: Uint8Array
}

/** The keys a meter leaves the factory with: those of the secured clients, and the master key that may replace them. */
export type MeterKeys = Readonly<Record<SecuredClient, AssociationKeys>> & {
  /** 16 octets. A meter without a master key keeps its keys for life. */
  readonly masterKey?: Uint8Array
}

/** A new key on its way to the meter, by its identifier of class 64: 0 GUEK, 2 GAK. */
export interface TransferredKey {
  readonly keyId: string | number
  readonly wrappedKey: Uint8Array
}

type KeptKeys = { readonly guek: string; readonly gak: string }

/** The keys in force, with the counters that belong to them: what was transferred outlives what came from the factory. */
export class KeyStore {
  /** By client address; what the server machine asks for at each association. */
  readonly associations: Map<number, AssociationSettings>
  readonly #memory: NonVolatile
  readonly #factory: MeterKeys
  readonly #counters: Record<SecuredClient, InvocationCounters>

  constructor(memory: NonVolatile, factory: MeterKeys) {
    this.#memory = memory
    this.#factory = factory
    this.#counters = {
      reader: new InvocationCounters(memory, CLIENTS.reader),
      management: new InvocationCounters(memory, CLIENTS.management),
    }
    this.associations = new Map<number, AssociationSettings>([
      [CLIENTS.public, { authentication: { mechanism: 'lowest' } }],
      [CLIENTS.reader, this.#secured('reader')],
      [CLIENTS.management, this.#secured('management')],
    ])
  }

  /** The highest invocation counter accepted from a client, 0 if none. */
  counterOf(client: SecuredClient): number {
    return Math.max(0, this.#counters[client].received())
  }

  /**
   * Takes new keys for a client, wrapped with the master key: all of them or, when one cannot be taken, none. An
   * association that stands keeps its keys until it ends.
   */
  transfer(client: SecuredClient, transferred: readonly TransferredKey[]): boolean {
    const { masterKey } = this.#factory
    if (masterKey === undefined || transferred.length === 0) return false
    const before = this.#keysOf(client)
    let { guek, gak } = before
    for (const { keyId, wrappedKey } of transferred) {
      const key = unwrapKey(masterKey, wrappedKey)
      if (key === undefined) return false
      if (keyId === 'global-unicast-encryption') guek = key
      else if (keyId === 'authentication') gak = key
      else return false
    }
    const hex = (octets: Uint8Array): string => Buffer.from(octets).toString('hex')
    // First the keys, then the counters: a crash between the two must not use a counter again under the old key.
    this.#memory.set(`keys.${client}`, { guek: hex(guek), gak: hex(gak) })
    if (hex(guek) !== hex(before.guek)) {
      this.#counters[client] = new InvocationCounters(this.#memory, CLIENTS[client])
      this.#counters[client].restart()
    }
    this.associations.set(CLIENTS[client], this.#secured(client))
    return true
  }

  #secured(client: SecuredClient): AssociationSettings {
    const { guek, gak } = this.#keysOf(client)
    return {
      authentication: { mechanism: 'high-gmac' },
      security: {
        keys: new SuiteKeys(guek, gak),
        policy: { authenticated: true, encrypted: true },
        counters: this.#counters[client],
      },
    }
  }

  #keysOf(client: SecuredClient): AssociationKeys {
    const kept = this.#memory.get<KeptKeys>(`keys.${client}`)
    if (kept === undefined) return this.#factory[client]
    return { guek: Buffer.from(kept.guek, 'hex'), gak: Buffer.from(kept.gak, 'hex') }
  }
}
