import type { ChangeableKey, KeyChange, NewMeterKeys } from '@ferraris/client'
import { DlmsError } from '@ferraris/dlms'
import type { Pool } from 'pg'
import type { Lease } from '../../collection/leases/lease.ts'
import { type MeterSession, openMeter, type SessionTerms } from '../../collection/session/meter-session.ts'
import { openSecrets } from '../../inventory/keys/client-secrets.ts'
import { KeyHandle, type KeyRing } from '../../inventory/keys/key-ring.ts'
import { clientUri, management, managementUri } from '../by-session/management.ts'
import { clientIn, commitKeys, stagedKeys, stageKeys } from './staged-keys.ts'

/**
 * Keeps the keys of a meter in one session while they are replaced (the programme `rotate-keys`), those of each client apart. A rotation that was broken off
 * leaves two sets of keys, of which the meter has one: whichever opens an association is in force from then on.
 */
export class KeyKeeper {
  readonly #pool: Pool
  readonly #ring: KeyRing
  readonly #now: () => number
  /** Under which the meter was found, where they were staged only, by client. */
  readonly #recovered = new Map<number, NewMeterKeys>()

  constructor(pool: Pool, ring: KeyRing, now: () => number) {
    this.#pool = pool
    this.#ring = ring
    this.#now = now
  }

  /** Opens an association as management, where its keys are here, as {@link openAsCalled} does. */
  open(lease: Lease, terms: SessionTerms): Promise<MeterSession> {
    return this.openAsCalled({ ...lease, uri: managementUri(lease) }, terms)
  }

  /** Opens an association as the client of the URI, under the keys in force or, where they do not open one, under those that were staged. */
  async openAsCalled(lease: Lease, terms: SessionTerms): Promise<MeterSession> {
    try {
      return await openMeter(lease, terms)
    } catch (error) {
      const client = clientIn(lease.uri)
      const staged = terms.signal?.aborted
        ? undefined
        : await stagedKeys(this.#pool, this.#ring, lease, client)
      if (staged === undefined) throw error
      const session = await openMeter(await this.#under(lease, client, staged, terms), terms)
      await commitKeys(this.#pool, this.#ring, lease, client, this.#now())
      this.#recovered.set(client, staged)
      return session
    }
  }

  /** What the programme needs of the keys of a client of a meter; undefined where they are not here. */
  changeOf(lease: Lease, terms: SessionTerms): (client?: number) => KeyChange | undefined {
    const own = clientIn(managementUri(lease))
    return (client = own) => {
      const kept = lease.keys.get(client)
      const { keys, kek } = kept === undefined ? {} : openSecrets(kept)
      if (keys === undefined) return undefined
      const ofManagement = lease.keys.get(management)
      const called = { ...lease, uri: clientUri(lease.uri, client) }
      return {
        isOwn: client === own,
        keyLength: keys.guek.length === 32 ? 32 : 16,
        masterKey: kek ?? (ofManagement && openSecrets(ofManagement).kek),
        recovered: Object.keys(this.#recovered.get(client) ?? {}) as ChangeableKey[],
        staged: () => stagedKeys(this.#pool, this.#ring, lease, client),
        stage: fresh => stageKeys(this.#pool, this.#ring, lease, client, fresh, this.#now()),
        proves: async which => {
          const staged = which === 'staged' ? await stagedKeys(this.#pool, this.#ring, lease, client) : {}
          return (
            staged !== undefined &&
            (await associates(await this.#under(called, client, staged, terms), terms))
          )
        },
        commit: () => commitKeys(this.#pool, this.#ring, lease, client, this.#now()),
      }
    }
  }

  /** The lease with other keys, and counters that no session of it uses. */
  async #under(lease: Lease, client: number, staged: NewMeterKeys, terms: SessionTerms): Promise<Lease> {
    const kept = lease.keys.get(client)
    if (kept === undefined) return lease
    const { 'global-unicast-encryption': guek, authentication: gak } = staged
    const keys = {
      ...kept,
      ...(guek && { guek: new KeyHandle(guek) }),
      ...(gak && { gak: new KeyHandle(gak) }),
    }
    const counters = await terms.reserveCounters(lease.counters.end)
    return { ...lease, keys: new Map([...lease.keys, [client, keys]]), counters }
  }
}

/** Whether the meter accepts an association; one that cannot be reached throws. */
async function associates(lease: Lease, terms: SessionTerms): Promise<boolean> {
  try {
    const session = await openMeter(lease, terms)
    await session.release().catch(() => {})
    await session.close()
    return true
  } catch (error) {
    if (error instanceof DlmsError) return false
    throw error
  }
}
