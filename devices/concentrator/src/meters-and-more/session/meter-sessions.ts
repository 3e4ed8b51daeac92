import { randomBytes } from 'node:crypto'
import { aca as acaOf } from '@ferraris/smitp/mac'
import { SmitpKey } from '@ferraris/smitp/security'
import { createSmitpClient, type SmitpClientSettings, type SmitpClientState } from '@ferraris/smitp/session'
import type { ProtectionMode } from '../../store/meter-table.ts'
import type { Store } from '../../store/store.ts'
import { orFail } from './or-fail.ts'
import { sessionFrom } from './session-text.ts'

/** The application client of one meter. */
export interface MeterSession {
  readonly settings: SmitpClientSettings
  state: SmitpClientState
}

/** Sessions with the meters that have keys here: made when first used, dropped when the keys change. */
export class MeterSessions {
  readonly #store: Store
  readonly #sessions = new Map<string, MeterSession>()

  constructor(store: Store) {
    this.#store = store
  }

  /** Undefined for a meter without keys here. Throws MeterError `no-keys` where they cannot be unwrapped. */
  of(aca: string, mode: ProtectionMode): MeterSession | undefined {
    const known = this.#sessions.get(aca)
    if (known?.settings.security.mode === mode) return known
    const keys = orFail('no-keys', () => this.#store.meters.keys(aca))
    if (keys === undefined) return undefined
    const session: MeterSession = {
      settings: {
        security: {
          aca: acaOf(aca),
          mode,
          keys: { write: new SmitpKey(keys.k1), read: new SmitpKey(keys.k2) },
        },
        // A challenge must be new, and nothing else follows from it: no seed of a simulation is needed.
        random: length => randomBytes(length),
      },
      // While this concentrator was away, or the meter was another's, a peer may have gone on counting.
      state: createSmitpClient(sessionFrom(this.#store.meters.session(aca)), true),
    }
    this.#sessions.set(aca, session)
    return session
  }

  forget(aca: string): void {
    this.#sessions.delete(aca)
  }
}
