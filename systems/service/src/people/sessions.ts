import type { Kysely } from 'kysely'
import type { Principal } from './principal.ts'
import { deleteSession, extendSession, findSession, insertSession } from './queries.ts'
import { digestOf, newSecret } from './secret.ts'
import type { PeopleTables } from './tables.ts'

const hour = 3_600_000
/** A session ends after this long without a request … */
const idleTime = 12 * hour
/** … and in any case after this long, so that a stolen cookie does not live for ever. */
const longestTime = 7 * 24 * hour
/** Expiry is written again only when it moves by this much: a page that polls does not write at every poll. */
const writeStep = 5 * 60_000

/** Sessions of browsers. The id is known to the browser alone; the store has its digest. */
export class Sessions {
  readonly #db: Kysely<PeopleTables>
  readonly #now: () => number

  constructor(db: Kysely<PeopleTables>, now: () => number) {
    this.#db = db
    this.#now = now
  }

  /** Opens a session and gives the id for the browser's cookie. */
  async open(username: string): Promise<string> {
    const id = newSecret()
    const now = this.#now()
    const expires_at = new Date(now + idleTime)
    const ends_at = new Date(now + longestTime)
    await insertSession(this.#db, { digest: digestOf(id), username, expires_at, ends_at }, new Date(now))
    return id
  }

  /** Gives the person of a session and prolongs it; null when it has expired or never was. */
  async find(id: string): Promise<Principal | null> {
    const now = this.#now()
    const digest = digestOf(id)
    const session = await findSession(this.#db, digest, new Date(now))
    if (!session) return null
    const expiry = Math.min(now + idleTime, session.endsAt.getTime())
    if (expiry - session.expiresAt.getTime() >= writeStep) {
      await extendSession(this.#db, digest, new Date(expiry))
    }
    return { kind: 'session', name: session.username, role: session.role }
  }

  close(id: string): Promise<void> {
    return deleteSession(this.#db, digestOf(id))
  }
}
