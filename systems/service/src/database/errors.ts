export type DatabaseErrorCode =
  | 'binaries-missing'
  | 'data-folder-not-writable'
  | 'data-folder-in-use'
  | 'data-folder-closed'
  | 'disk-full'
  | 'start-failed'
  | 'url-refused'
  | 'migration-failed'

/** The store could not be opened. `hint` says what to try. */
export class DatabaseError extends Error {
  override name = 'DatabaseError'
  readonly layer = 'database'
  readonly code: DatabaseErrorCode
  readonly hint: string

  constructor(code: DatabaseErrorCode, message: string, hint: string, cause?: unknown) {
    super(`${message}; ${hint}`, cause === undefined ? undefined : { cause })
    this.code = code
    this.hint = hint
  }
}

/** PostgreSQL is away or cannot take data at present: the same request may succeed later. */
export class StoreUnavailable extends Error {
  override name = 'StoreUnavailable'
  readonly layer = 'database'
  readonly code = 'store-unavailable'

  constructor(cause: unknown) {
    super(`the store does not answer: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}

/** SQLSTATE classes and codes that pass: connection (08), resources and full disk (53), operator intervention (57P). */
const passing = /^(08|53|57P0)/
const socketErrors = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH'])

/** Whether an error of `pg` says that the server is away, restarting or full, rather than that the query is wrong. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof StoreUnavailable) return true
  if (!(error instanceof Error)) return false
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  if (code !== undefined) return passing.test(code) || socketErrors.has(code)
  return /connection terminated|connection error|timeout exceeded when trying to connect|not queryable/i.test(
    error.message,
  )
}
