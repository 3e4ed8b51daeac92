import { hashPassword, verifyPassword } from './password.ts'
import type { PeopleQueries } from './queries.ts'
import type { Role } from './roles.ts'
import { readablePassword } from './secret.ts'

export interface Account {
  username: string
  role: Role
}

export interface Clock {
  now(): number
}

/** Local accounts. */
export class Accounts {
  readonly #queries: PeopleQueries
  readonly #clock: Clock
  readonly #decoy = hashPassword(readablePassword())

  constructor(queries: PeopleQueries, clock: Clock) {
    this.#queries = queries
    this.#clock = clock
  }

  list = () => this.#queries.listAccounts()

  /** The account, when the password is its own. An unknown name costs the same time as a wrong password. */
  async verify(username: string, password: string): Promise<Account | null> {
    const account = await this.#queries.findAccount(username)
    const matches = await verifyPassword(password, account?.passwordHash ?? (await this.#decoy))
    return account && matches ? { username: account.username, role: account.role } : null
  }

  /** Makes an account and gives the moment it was made; null when the username is taken. */
  async create(username: string, password: string, role: Role): Promise<Date | null> {
    const password_hash = await hashPassword(password)
    const created_at = new Date(this.#clock.now())
    return (await this.#queries.insertAccount({ username, role, password_hash, created_at }))
      ? created_at
      : null
  }

  delete = (username: string) => this.#queries.deleteAccount(username)

  /** Also ends the account's sessions. False when there is no such account. */
  async setPassword(username: string, password: string): Promise<boolean> {
    return this.#queries.setPassword(username, await hashPassword(password))
  }

  async none(): Promise<boolean> {
    return (await this.#queries.countAccounts()) === 0
  }
}
