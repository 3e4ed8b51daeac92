import { SmitpKey, type SmitpKeys } from '@ferraris/smitp/security'
import type { ServerKeys } from '@ferraris/smitp/session'
import type { NonVolatile } from '../store/memory/non-volatile.ts'

/** The keys of METERS AND MORE that a meter leaves the factory with, 16 octets each. */
export interface SmitpMeterKeys {
  /** K1, which writes, and K2, which reads; missing until commissioning. */
  readonly operational?: { readonly write: Uint8Array; readonly read: Uint8Array }
  /** Loads the first K1 and K2, and later ones. A meter without it keeps its keys for life. */
  readonly factory?: Uint8Array
}

const keptKeys = 'smitp.keys'

type KeptKeys = { readonly write: string; readonly read: string }

/** The keys in force: what was loaded outlives what came from the factory. */
export class SmitpKeyStore {
  readonly #memory: NonVolatile
  readonly #factory: SmitpKeys | undefined
  #operational: SmitpKeys | undefined

  constructor(memory: NonVolatile, { operational, factory }: SmitpMeterKeys) {
    this.#memory = memory
    const kept = memory.get<KeptKeys>(keptKeys)
    const loaded = kept && { write: Buffer.from(kept.write, 'hex'), read: Buffer.from(kept.read, 'hex') }
    this.#operational = pair(loaded ?? operational)
    this.#factory = factory && pair({ write: factory, read: factory })
  }

  get keys(): ServerKeys {
    return {
      ...(this.#operational && { operational: this.#operational }),
      ...(this.#factory && { factory: this.#factory }),
    }
  }

  /** Takes a new K1 and K2. They hold from the next message on. */
  load(write: Uint8Array, read: Uint8Array): void {
    const hex = (octets: Uint8Array): string => Buffer.from(octets).toString('hex')
    this.#memory.set(keptKeys, { write: hex(write), read: hex(read) })
    this.#operational = pair({ write, read })
  }
}

function pair(keys: SmitpMeterKeys['operational']): SmitpKeys | undefined {
  return keys && { write: new SmitpKey(keys.write), read: new SmitpKey(keys.read) }
}
