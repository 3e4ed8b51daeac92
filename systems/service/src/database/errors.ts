import { type Declarations, defineErrors, detailAndRemedy } from '@ferraris/errors'

const databaseErrors = {
  'binaries-missing': [
    'local',
    'PostgreSQL is not there',
    'install PostgreSQL 15 or newer and name its folder in FERRARIS_PG_BIN, or give --database postgres://…',
  ],
  'data-folder-not-writable': [
    'local',
    'the data folder cannot be written',
    'change its owner or choose another with --data',
  ],
  'data-folder-in-use': [
    'local',
    'another head-end runs on the data folder',
    'end it, choose another folder with --data, or share one with --database',
  ],
  'data-folder-closed': [
    'local',
    'PostgreSQL does not run as root, and another user cannot reach its programs or the data folder',
    'start as another user, or give --database postgres://…',
  ],
  'disk-full': [
    'local',
    'the disk of the data folder is full',
    'make room on it, or choose another with --data',
  ],
  'start-failed': ['local', 'PostgreSQL does not start', 'look at its log in the data folder'],
  'url-refused': [
    'local',
    'PostgreSQL at the URL cannot be used',
    'write postgres://user:password@host:5432/database, of PostgreSQL 15 or newer',
  ],
  'migration-failed': [
    'local',
    'the schema could not be brought up to date; the store is unchanged',
    'a newer Ferraris may have been here, or the database role lacks rights to create tables',
  ],
} as const satisfies Declarations

/** The store could not be opened. */
export class DatabaseError extends defineErrors('database', databaseErrors, detailAndRemedy) {
  constructor(code: keyof typeof databaseErrors, detail: string, remedy: string, cause?: unknown) {
    super(code, detail, { remedy, cause })
  }
}

/** PostgreSQL is away or cannot take data at present: the same request may succeed later. */
export class StoreUnavailable extends defineErrors('database', {
  'store-unavailable': [
    'unavailable',
    'the store does not answer',
    'look at /readyz and at the log of PostgreSQL; the request may be repeated',
  ],
}) {
  constructor(cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    super('store-unavailable', `the store does not answer: ${reason}`, { cause })
  }
}

/** SQLSTATE: a deadlock, or an order of transactions that cannot be. The database has ended one of them for the sake of the others. */
const conflicts: ReadonlySet<unknown> = new Set(['40P01', '40001'])

/** Whether the same transaction, done again from its beginning, may go through. */
export function isConflict(error: unknown): boolean {
  return error instanceof Error && 'code' in error && conflicts.has(error.code)
}

/** SQLSTATE classes and codes that pass: connection (08), resources and full disk (53), operator intervention (57P). */
const passing = /^(08|53|57P0)/
const socketErrors = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH'])

/** Whether an error of `pg` says that the server is away, restarting, full or busy with others, rather than that the query is wrong. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof StoreUnavailable || isConflict(error)) return true
  if (!(error instanceof Error)) return false
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  if (code !== undefined) return passing.test(code) || socketErrors.has(code)
  return /connection terminated|connection error|timeout exceeded when trying to connect|not queryable/i.test(
    error.message,
  )
}
