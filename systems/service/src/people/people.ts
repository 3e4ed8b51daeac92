import type { QueryContext } from '../database/query-context.ts'
import { Accounts } from './accounts.ts'
import { Sessions } from './sessions.ts'
import type { PeopleTables } from './tables.ts'
import { Tokens } from './tokens.ts'

/** Users of a service: accounts, the sessions of their browsers, and tokens of programs. */
export interface People {
  readonly accounts: Accounts
  readonly sessions: Sessions
  readonly tokens: Tokens
}

export function openPeople({ db, now }: QueryContext<PeopleTables>): People {
  return {
    accounts: new Accounts(db, now),
    sessions: new Sessions(db, now),
    tokens: new Tokens(db, now),
  }
}
