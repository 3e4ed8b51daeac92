import type { Kysely } from 'kysely'
import type { Principal } from './principal.ts'
import { deleteToken, findToken, insertToken, listTokens, replaceToken, touchToken } from './queries.ts'
import type { Role } from './roles.ts'
import { digestOf, newSecret } from './secret.ts'
import type { PeopleTables } from './tables.ts'

/** The token that `FERRARIS_API_TOKEN` sets; only the environment changes it. */
export const environmentToken = 'environment'

const useStep = 60_000

/** Tokens of programs. */
export class Tokens {
  readonly #db: Kysely<PeopleTables>
  readonly #now: () => number

  constructor(db: Kysely<PeopleTables>, now: () => number) {
    this.#db = db
    this.#now = now
  }

  list() {
    return listTokens(this.#db)
  }

  /** Makes a token and gives its text, which is not kept; null when the name is taken. */
  async issue(name: string, role: Role): Promise<string | null> {
    const text = newSecret('fer_')
    const token = { name, role, digest: digestOf(text), created_at: new Date(this.#now()) }
    return (await insertToken(this.#db, token)) ? text : null
  }

  revoke(name: string): Promise<boolean> {
    return deleteToken(this.#db, name)
  }

  async find(text: string): Promise<Principal | null> {
    const token = await findToken(this.#db, digestOf(text))
    if (!token) return null
    const now = this.#now()
    if (now - (token.lastUsed?.getTime() ?? 0) >= useStep)
      await touchToken(this.#db, token.name, new Date(now))
    return { kind: 'token', name: token.name, role: token.role }
  }

  /** Makes the administrator token of the environment what the variable says now, absence included. */
  async followEnvironment(text: string | undefined): Promise<void> {
    if (!text) {
      await deleteToken(this.#db, environmentToken)
      return
    }
    await replaceToken(this.#db, {
      name: environmentToken,
      digest: digestOf(text),
      role: 'administrator',
      created_at: new Date(this.#now()),
    })
  }
}
