import type { Kysely } from 'kysely'
import type { Tables } from '../database/tables.ts'
import type { Role } from './roles.ts'
import type { ApiTokenTable } from './tables.ts'

type Database = Kysely<Tables>

export interface AccountRow {
  username: string
  role: Role
  passwordHash: string
}

export interface SessionRow {
  username: string
  role: Role
  expiresAt: Date
  endsAt: Date
}

/** All SQL about accounts, sessions and tokens. */
export const peopleQueries = (db: Database) => ({
  findAccount: (username: string): Promise<AccountRow | undefined> =>
    db
      .selectFrom('account')
      .select(['username', 'role', 'password_hash as passwordHash'])
      .where('username', '=', username)
      .executeTakeFirst(),

  listAccounts: () =>
    db
      .selectFrom('account')
      .select(['username', 'role', 'created_at as createdAt', 'last_sign_in as lastSignIn'])
      .orderBy('username')
      .execute(),

  countAccounts: async (): Promise<number> => {
    const { count } = await db
      .selectFrom('account')
      .select(q => q.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    return Number(count)
  },

  /** False when the username is taken. */
  insertAccount: async (account: {
    username: string
    role: Role
    password_hash: string
    created_at: Date
  }): Promise<boolean> => {
    const inserted = await db
      .insertInto('account')
      .values(account)
      .onConflict(c => c.column('username').doNothing())
      .executeTakeFirst()
    return inserted.numInsertedOrUpdatedRows === 1n
  },

  /** Deletes an account unless it is the last administrator; locks them, so that two cannot delete each other. */
  deleteAccount: (username: string): Promise<'deleted' | 'absent' | 'last-administrator'> =>
    db.transaction().execute(async tx => {
      const administrators = await tx
        .selectFrom('account')
        .select('username')
        .where('role', '=', 'administrator')
        .orderBy('username')
        .forUpdate()
        .execute()
      if (administrators.length === 1 && administrators[0]!.username === username) return 'last-administrator'
      const deleted = await tx.deleteFrom('account').where('username', '=', username).executeTakeFirst()
      return deleted.numDeletedRows === 1n ? 'deleted' : 'absent'
    }),

  /** Sets the password and signs the account out everywhere. False when there is no such account. */
  setPassword: (username: string, password_hash: string): Promise<boolean> =>
    db.transaction().execute(async tx => {
      const updated = await tx
        .updateTable('account')
        .set({ password_hash })
        .where('username', '=', username)
        .executeTakeFirst()
      await tx.deleteFrom('browser_session').where('username', '=', username).execute()
      return updated.numUpdatedRows === 1n
    }),

  /** Opens a session, notes the sign-in and sweeps the sessions that have expired. */
  insertSession: (
    session: { digest: Buffer; username: string; expires_at: Date; ends_at: Date },
    now: Date,
  ): Promise<void> =>
    db.transaction().execute(async tx => {
      await tx.deleteFrom('browser_session').where('expires_at', '<=', now).execute()
      await tx.insertInto('browser_session').values(session).execute()
      await tx
        .updateTable('account')
        .set({ last_sign_in: now })
        .where('username', '=', session.username)
        .execute()
    }),

  findSession: (digest: Buffer, now: Date): Promise<SessionRow | undefined> =>
    db
      .selectFrom('browser_session as s')
      .innerJoin('account as a', 'a.username', 's.username')
      .select(['a.username', 'a.role', 's.expires_at as expiresAt', 's.ends_at as endsAt'])
      .where('s.digest', '=', digest)
      .where('s.expires_at', '>', now)
      .executeTakeFirst(),

  extendSession: async (digest: Buffer, expires_at: Date): Promise<void> => {
    await db.updateTable('browser_session').set({ expires_at }).where('digest', '=', digest).execute()
  },

  deleteSession: async (digest: Buffer): Promise<void> => {
    await db.deleteFrom('browser_session').where('digest', '=', digest).execute()
  },

  listTokens: () =>
    db
      .selectFrom('api_token')
      .select(['name', 'role', 'created_at as createdAt', 'last_used as lastUsed'])
      .orderBy('name')
      .execute(),

  findToken: (digest: Buffer) =>
    db
      .selectFrom('api_token')
      .select(['name', 'role', 'last_used as lastUsed'])
      .where('digest', '=', digest)
      .executeTakeFirst(),

  /** False when the name is taken. */
  insertToken: async (token: NewTokenRow): Promise<boolean> => {
    const inserted = await db
      .insertInto('api_token')
      .values(token)
      .onConflict(c => c.column('name').doNothing())
      .executeTakeFirst()
    return inserted.numInsertedOrUpdatedRows === 1n
  },

  /** Puts a token in place of whatever had its name or its text. */
  replaceToken: (token: NewTokenRow): Promise<void> =>
    db.transaction().execute(async tx => {
      await tx
        .deleteFrom('api_token')
        .where(q => q.or([q('name', '=', token.name), q('digest', '=', token.digest)]))
        .execute()
      await tx.insertInto('api_token').values(token).execute()
    }),

  touchToken: async (name: string, last_used: Date): Promise<void> => {
    await db.updateTable('api_token').set({ last_used }).where('name', '=', name).execute()
  },

  deleteToken: async (name: string): Promise<boolean> => {
    const deleted = await db.deleteFrom('api_token').where('name', '=', name).executeTakeFirst()
    return deleted.numDeletedRows === 1n
  },
})

type NewTokenRow = Pick<ApiTokenTable, 'name' | 'digest' | 'role'> & { created_at: Date }
export type PeopleQueries = ReturnType<typeof peopleQueries>
