import type { Instant } from '../database/columns.ts'
import type { Role } from './roles.ts'

interface AccountTable {
  readonly username: string
  readonly role: Role
  /** PHC string, see `password.ts`. */
  readonly password_hash: string
  readonly created_at: Instant
  readonly last_sign_in: Instant | null
}

export interface BrowserSessionTable {
  /** SHA-256 of the session id that the browser holds. */
  readonly digest: Buffer
  readonly username: string
  /** Moves forward as the session is used … */
  readonly expires_at: Instant
  /** … but never beyond this. */
  readonly ends_at: Instant
}

export interface ApiTokenTable {
  readonly name: string
  /** SHA-256 of the token's text. */
  readonly digest: Buffer
  readonly role: Role
  readonly created_at: Instant
  readonly last_used: Instant | null
}

export type PeopleTables = {
  readonly account: AccountTable
  readonly browser_session: BrowserSessionTable
  readonly api_token: ApiTokenTable
}
