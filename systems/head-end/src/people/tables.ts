import type { ColumnType } from 'kysely'
import type { Role } from './roles.ts'

type Instant = ColumnType<Date, Date, Date>

export interface AccountTable {
  username: string
  role: Role
  /** PHC string, see `password.ts`. */
  password_hash: string
  created_at: Instant
  last_sign_in: Instant | null
}

export interface BrowserSessionTable {
  /** SHA-256 of the session id that the browser holds. */
  digest: Buffer
  username: string
  /** Moves forward as the session is used … */
  expires_at: Instant
  /** … but never beyond this. */
  ends_at: Instant
}

export interface ApiTokenTable {
  name: string
  /** SHA-256 of the token's text. */
  digest: Buffer
  role: Role
  created_at: Instant
  last_used: Instant | null
}

declare module '../database/tables.ts' {
  interface Tables {
    account: AccountTable
    browser_session: BrowserSessionTable
    api_token: ApiTokenTable
  }
}
