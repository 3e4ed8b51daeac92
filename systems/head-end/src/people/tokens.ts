import type { Clock } from './accounts.ts'
import type { Principal } from './principal.ts'
import type { PeopleQueries } from './queries.ts'
import type { Role } from './roles.ts'
import { digestOf, newSecret } from './secret.ts'

/** The token that `FERRARIS_API_TOKEN` sets; only the environment changes it. */
export const environmentToken = 'environment'

const useStep = 60_000

/** Tokens of programs. */
export class Tokens {
  readonly #queries: PeopleQueries
  readonly #clock: Clock

  constructor(queries: PeopleQueries, clock: Clock) {
    this.#queries = queries
    this.#clock = clock
  }

  list = () => this.#queries.listTokens()

  /** Makes a token and gives its text, which is not kept; null when the name is taken. */
  async issue(name: string, role: Role): Promise<string | null> {
    const text = newSecret('fer_')
    const row = { name, role, digest: digestOf(text), created_at: new Date(this.#clock.now()) }
    return (await this.#queries.insertToken(row)) ? text : null
  }

  revoke = (name: string): Promise<boolean> => this.#queries.deleteToken(name)

  async find(text: string): Promise<Principal | null> {
    const token = await this.#queries.findToken(digestOf(text))
    if (!token) return null
    const now = this.#clock.now()
    if (now - (token.lastUsed?.getTime() ?? 0) >= useStep) {
      await this.#queries.touchToken(token.name, new Date(now))
    }
    return { kind: 'token', name: token.name, role: token.role }
  }

  /** Makes the administrator token of the environment what the variable says now, absence included. */
  async followEnvironment(text: string | undefined): Promise<void> {
    if (!text) {
      await this.#queries.deleteToken(environmentToken)
      return
    }
    await this.#queries.replaceToken({
      name: environmentToken,
      digest: digestOf(text),
      role: 'administrator',
      created_at: new Date(this.#clock.now()),
    })
  }
}
