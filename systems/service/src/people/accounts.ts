import type { Kysely } from 'kysely'
import { hashPassword, verifyPassword } from './password.ts'
import {
  type Deletion,
  deleteAccount,
  findAccount,
  hasAccounts,
  insertAccount,
  listAccounts,
  setPasswordHash,
} from './queries.ts'
import type { Role } from './roles.ts'
import { readablePassword } from './secret.ts'
import type { PeopleTables } from './tables.ts'

export interface Account {
  readonly username: string
  readonly role: Role
}

/** Local accounts. `now` gives epoch milliseconds. */
export class Accounts {
  readonly #db: Kysely<PeopleTables>
  readonly #now: () => number
  #decoy: Promise<string> | undefined

  constructor(db: Kysely<PeopleTables>, now: () => number) {
    this.#db = db
    this.#now = now
  }

  list() {
    return listAccounts(this.#db)
  }

  /** The account, when the password is its own. An unknown name costs the same time as a wrong password. */
  async verify(username: string, password: string): Promise<Account | null> {
    this.#decoy ??= hashPassword(readablePassword())
    const decoy = await this.#decoy
    const account = await findAccount(this.#db, username)
    const matches = await verifyPassword(password, account?.passwordHash ?? decoy)
    return account && matches ? { username: account.username, role: account.role } : null
  }

  /** Makes an account and gives the moment it was made; null when the username is taken. */
  async create(username: string, password: string, role: Role): Promise<Date | null> {
    const password_hash = await hashPassword(password)
    const created_at = new Date(this.#now())
    const inserted = await insertAccount(this.#db, { username, role, password_hash, created_at })
    return inserted ? created_at : null
  }

  delete(username: string): Promise<Deletion> {
    return deleteAccount(this.#db, username)
  }

  /** Also ends the account's sessions. False when there is no such account. */
  async setPassword(username: string, password: string): Promise<boolean> {
    return setPasswordHash(this.#db, username, await hashPassword(password))
  }

  async any(): Promise<boolean> {
    return hasAccounts(this.#db)
  }
}
