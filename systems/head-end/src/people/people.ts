import type { QueryContext } from '../server/query-context.ts'
import { Accounts } from './accounts.ts'
import { Sessions } from './sessions.ts'
import { Tokens } from './tokens.ts'

/** Who may use the head-end: accounts, the sessions of their browsers, and tokens of programs. */
export interface People {
  readonly accounts: Accounts
  readonly sessions: Sessions
  readonly tokens: Tokens
}

export function openPeople({ db, now }: QueryContext): People {
  return {
    accounts: new Accounts(db, now),
    sessions: new Sessions(db, now),
    tokens: new Tokens(db, now),
  }
}
