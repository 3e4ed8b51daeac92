import { chmodSync, existsSync, statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { schemaSteps } from './schema.ts'
import { StoreError } from './store-error.ts'

/** Of SQLite's result codes (sqlite.org/rescode.html). */
const sqliteFull = 13
const sqliteNotadb = 26
const sqliteCorrupt = 11

/** A database in memory, for simulations. */
export const inMemory = ':memory:'

/**
 * One SQLite file. A transaction that has returned survives the end of the process and of the mains: WAL with
 * `synchronous=FULL` (sqlite.org/pragma.html#pragma_synchronous).
 */
export class Database {
  readonly #path: string
  readonly #sqlite: DatabaseSync

  /** Throws {@link StoreError}. `mostOctets` bounds the file as a full disk would. */
  constructor(path: string, mostOctets?: number) {
    this.#path = path
    try {
      this.#sqlite = new DatabaseSync(path)
      if (path !== inMemory) chmodSync(path, 0o600)
      this.#sqlite.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 2000')
      this.#prepareSchema()
      if (mostOctets !== undefined)
        this.#sqlite.exec(`PRAGMA max_page_count = ${Math.ceil(mostOctets / 4096)}`)
    } catch (cause) {
      throw asStoreError(path, cause)
    }
  }

  /** A statement that is prepared once. Its errors come as {@link StoreError}. */
  prepare<Row = never>(sql: string): Statement<Row> {
    return new Statement(this.#path, this.#sqlite, sql)
  }

  /** All of it is written, or nothing. */
  transaction<Value>(write: () => Value): Value {
    if (this.#sqlite.isTransaction) return write()
    try {
      this.#sqlite.exec('BEGIN IMMEDIATE')
      const value = write()
      this.#sqlite.exec('COMMIT')
      return value
    } catch (cause) {
      if (this.#sqlite.isTransaction) this.#sqlite.exec('ROLLBACK')
      throw asStoreError(this.#path, cause)
    }
  }

  /** Octets that the disk under the file still has; a memory has enough. */
  diskFree(): number {
    if (this.#path === inMemory) return Number.MAX_SAFE_INTEGER
    const { bavail, bsize } = statfsSync(dirname(this.#path))
    return bavail * bsize
  }

  close(): void {
    if (this.#sqlite.isOpen) this.#sqlite.close()
  }

  #prepareSchema(): void {
    const { user_version: version } = this.#sqlite.prepare('PRAGMA user_version').get() as {
      user_version: number
    }
    const newest = schemaSteps.length
    if (version > newest) {
      throw new StoreError(
        'damaged',
        `${this.#path} is a store of version ${version}, newer than ${newest}; choose another data folder`,
      )
    }
    if (version === newest) return
    const steps = schemaSteps.slice(version).join('')
    this.#sqlite.exec(`BEGIN; ${steps} PRAGMA user_version = ${newest}; COMMIT`)
  }
}

/** A prepared statement with rows of the shape `Row`. */
class Statement<Row> {
  readonly #path: string
  readonly #statement: ReturnType<DatabaseSync['prepare']>

  constructor(path: string, sqlite: DatabaseSync, sql: string) {
    this.#path = path
    this.#statement = sqlite.prepare(sql)
  }

  run(...values: Value[]): { readonly changes: number; readonly row: number } {
    return this.#attempt(() => {
      const { changes, lastInsertRowid } = this.#statement.run(...values)
      return { changes: Number(changes), row: Number(lastInsertRowid) }
    })
  }

  get(...values: Value[]): Row | undefined {
    return this.#attempt(() => this.#statement.get(...values) as Row | undefined)
  }

  all(...values: Value[]): Row[] {
    return this.#attempt(() => this.#statement.all(...values) as Row[])
  }

  #attempt<Result>(ask: () => Result): Result {
    try {
      return ask()
    } catch (cause) {
      throw asStoreError(this.#path, cause)
    }
  }
}

type Value = string | number | Uint8Array | null

function asStoreError(path: string, cause: unknown): StoreError {
  if (cause instanceof StoreError) return cause
  const { errcode = 0, message } = cause as { errcode?: number; message: string }
  // The lowest octet is the code, those above it say more about it.
  const code = errcode & 0xff
  if (code === sqliteFull) {
    return new StoreError('full', `${path}: no room left; free space on its disk, work goes on by itself`, {
      cause,
    })
  }
  if (code === sqliteNotadb || code === sqliteCorrupt) {
    return new StoreError('damaged', `${path} is damaged (${message}); restore it or move it away`, { cause })
  }
  const hint = existsSync(dirname(path)) ? '' : '; its folder does not exist'
  return new StoreError('unwritable', `${path} cannot be used: ${message}${hint}`, { cause })
}
