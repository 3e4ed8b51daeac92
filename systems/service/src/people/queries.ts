import type { Kysely } from 'kysely'
import type { Role } from './roles.ts'
import type { ApiTokenTable, BrowserSessionTable, PeopleTables } from './tables.ts'

type Database = Kysely<PeopleTables>

interface StoredAccount {
  readonly username: string
  readonly role: Role
  readonly passwordHash: string
}

export function findAccount(db: Database, username: string): Promise<StoredAccount | undefined> {
  return db
    .selectFrom('account')
    .select(['username', 'role', 'password_hash as passwordHash'])
    .where('username', '=', username)
    .executeTakeFirst()
}

export function listAccounts(db: Database) {
  return db
    .selectFrom('account')
    .select(['username', 'role', 'created_at as createdAt', 'last_sign_in as lastSignIn'])
    .orderBy('username')
    .execute()
}

export async function hasAccounts(db: Database): Promise<boolean> {
  return (await db.selectFrom('account').select('username').limit(1).executeTakeFirst()) !== undefined
}

/** False when the username is taken. */
export async function insertAccount(
  db: Database,
  account: { username: string; role: Role; password_hash: string; created_at: Date },
): Promise<boolean> {
  const inserted = await db
    .insertInto('account')
    .values(account)
    .onConflict(c => c.column('username').doNothing())
    .executeTakeFirst()
  return inserted.numInsertedOrUpdatedRows === 1n
}

export type Deletion = 'deleted' | 'absent' | 'last-administrator'

/** Deletes an account unless it is the last administrator; locks them, so that two cannot delete each other. */
export function deleteAccount(db: Database, username: string): Promise<Deletion> {
  return db.transaction().execute(async tx => {
    const administrators = await tx
      .selectFrom('account')
      .select('username')
      .where('role', '=', 'administrator')
      .orderBy('username')
      .forUpdate()
      .execute()
    if (administrators.length === 1 && administrators.some(one => one.username === username))
      return 'last-administrator'
    const deleted = await tx.deleteFrom('account').where('username', '=', username).executeTakeFirst()
    return deleted.numDeletedRows === 1n ? 'deleted' : 'absent'
  })
}

/** Sets the password and signs the account out everywhere. False when there is no such account. */
export function setPasswordHash(db: Database, username: string, password_hash: string): Promise<boolean> {
  return db.transaction().execute(async tx => {
    const updated = await tx
      .updateTable('account')
      .set({ password_hash })
      .where('username', '=', username)
      .executeTakeFirst()
    await tx.deleteFrom('browser_session').where('username', '=', username).execute()
    return updated.numUpdatedRows === 1n
  })
}

type NewSession = Pick<BrowserSessionTable, 'digest' | 'username'> & {
  readonly expires_at: Date
  readonly ends_at: Date
}

/** Opens a session, notes the sign-in, and sweeps the sessions that have expired. */
export function insertSession(db: Database, session: NewSession, now: Date): Promise<void> {
  return db.transaction().execute(async tx => {
    await tx.deleteFrom('browser_session').where('expires_at', '<=', now).execute()
    await tx.insertInto('browser_session').values(session).execute()
    await tx
      .updateTable('account')
      .set({ last_sign_in: now })
      .where('username', '=', session.username)
      .execute()
  })
}

/** The session with the role that its account has now. */
export function findSession(db: Database, digest: Buffer, now: Date) {
  return db
    .selectFrom('browser_session as s')
    .innerJoin('account as a', 'a.username', 's.username')
    .select(['a.username', 'a.role', 's.expires_at as expiresAt', 's.ends_at as endsAt'])
    .where('s.digest', '=', digest)
    .where('s.expires_at', '>', now)
    .executeTakeFirst()
}

export async function extendSession(db: Database, digest: Buffer, expires_at: Date): Promise<void> {
  await db.updateTable('browser_session').set({ expires_at }).where('digest', '=', digest).execute()
}

export async function deleteSession(db: Database, digest: Buffer): Promise<void> {
  await db.deleteFrom('browser_session').where('digest', '=', digest).execute()
}

export function listTokens(db: Database) {
  return db
    .selectFrom('api_token')
    .select(['name', 'role', 'created_at as createdAt', 'last_used as lastUsed'])
    .orderBy('name')
    .execute()
}

export function findToken(db: Database, digest: Buffer) {
  return db
    .selectFrom('api_token')
    .select(['name', 'role', 'last_used as lastUsed'])
    .where('digest', '=', digest)
    .executeTakeFirst()
}

export type NewToken = Pick<ApiTokenTable, 'name' | 'digest' | 'role'> & { readonly created_at: Date }

/** False when the name is taken. */
export async function insertToken(db: Database, token: NewToken): Promise<boolean> {
  const inserted = await db
    .insertInto('api_token')
    .values(token)
    .onConflict(c => c.column('name').doNothing())
    .executeTakeFirst()
  return inserted.numInsertedOrUpdatedRows === 1n
}

/** Puts a token in place of whatever had its name or its text. */
export function replaceToken(db: Database, token: NewToken): Promise<void> {
  return db.transaction().execute(async tx => {
    await tx
      .deleteFrom('api_token')
      .where(or => or.or([or('name', '=', token.name), or('digest', '=', token.digest)]))
      .execute()
    await tx.insertInto('api_token').values(token).execute()
  })
}

export async function touchToken(db: Database, name: string, last_used: Date): Promise<void> {
  await db.updateTable('api_token').set({ last_used }).where('name', '=', name).execute()
}

export async function deleteToken(db: Database, name: string): Promise<boolean> {
  const deleted = await db.deleteFrom('api_token').where('name', '=', name).executeTakeFirst()
  return deleted.numDeletedRows === 1n
}
