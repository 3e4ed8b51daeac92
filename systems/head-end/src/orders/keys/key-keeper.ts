import type { ChangeableKey, KeyChange, NewMeterKeys } from '@ferraris/client'
import { DlmsError } from '@ferraris/dlms'
import type { Pool } from 'pg'
import { type MeterSession, openMeter, type SessionTerms } from '../../collection/meter-session.ts'
import type { Lease } from '../../collection/queue.ts'
import { openSecrets } from '../../inventory/keys/client-secrets.ts'
import { KeyHandle, type KeyRing } from '../../inventory/keys/key-ring.ts'
import { management, managementUri } from '../by-session/management.ts'
import { commitKeys, stagedKeys, stageKeys } from './staged-keys.ts'

/**
 * Keeps the keys of meters while they are replaced (the programme `rotate-keys`). A rotation that was broken off leaves two sets of keys,
 * of which the meter has one: whichever opens an association is in force from then on.
 */
export class KeyKeeper {
  readonly #pool: Pool
  readonly #ring: KeyRing
  readonly #now: () => number
  /** Under which the meter was found, where they were staged only. */
  #recovered: NewMeterKeys = {}

  constructor(pool: Pool, ring: KeyRing, now: () => number) {
    this.#pool = pool
    this.#ring = ring
    this.#now = now
  }

  /** Opens an association as management, under the keys in force or, where they do not open one, under those that were staged. */
  async open(lease: Lease, terms: SessionTerms): Promise<MeterSession> {
    const called = { ...lease, uri: managementUri(lease) }
    try {
      return await openMeter(called, terms)
    } catch (error) {
      const staged = terms.signal?.aborted ? undefined : await stagedKeys(this.#pool, this.#ring, lease)
      if (staged === undefined) throw error
      const session = await openMeter(await this.#under(called, staged, terms), terms)
      await commitKeys(this.#pool, this.#ring, lease, this.#now())
      this.#recovered = staged
      return session
    }
  }

  /** What the programme needs of the keys of a meter; undefined where they are not here. */
  changeOf(lease: Lease, terms: SessionTerms): KeyChange | undefined {
    const kept = lease.keys.get(management)
    if (kept === undefined) return undefined
    const { keys, kek } = openSecrets(kept)
    if (keys === undefined) return undefined
    const called = { ...lease, uri: managementUri(lease) }
    return {
      keyLength: keys.guek.length === 32 ? 32 : 16,
      masterKey: kek,
      recovered: Object.keys(this.#recovered) as ChangeableKey[],
      staged: () => stagedKeys(this.#pool, this.#ring, lease),
      stage: fresh => stageKeys(this.#pool, this.#ring, lease, fresh, this.#now()),
      proves: async which => {
        const staged = which === 'staged' ? await stagedKeys(this.#pool, this.#ring, lease) : {}
        return staged !== undefined && (await associates(await this.#under(called, staged, terms), terms))
      },
      commit: () => commitKeys(this.#pool, this.#ring, lease, this.#now()),
    }
  }

  /** The lease with other keys, and counters that no session of it uses. */
  async #under(lease: Lease, staged: NewMeterKeys, terms: SessionTerms): Promise<Lease> {
    const kept = lease.keys.get(management)
    if (kept === undefined) return lease
    const { 'global-unicast-encryption': guek, authentication: gak } = staged
    const keys = {
      ...kept,
      ...(guek && { guek: new KeyHandle(guek) }),
      ...(gak && { gak: new KeyHandle(gak) }),
    }
    const counters = await terms.reserveCounters(lease.counters.end)
    return { ...lease, keys: new Map([...lease.keys, [management, keys]]), counters }
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
