import { readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'
import { defineErrors } from '@ferraris/errors'

/** What is kept in a data folder belongs to one process at a time. */
export class LockError extends defineErrors('lock', {
  held: [
    'local',
    'another process works with the same data: two of them would use one counter twice',
    'end that process, or choose another data folder',
  ],
  unusable: ['local', 'the lock cannot be taken', 'give a data folder that this user may write'],
}) {}

/** SQLite's result code for a file that another connection holds (sqlite.org/rescode.html). */
const sqliteBusy = 5
const pauseMs = 20

/**
 * Keeps data to one process. The lock is one of the operating system on an empty file beside the data, taken by way of
 * SQLite, since Node has no call for it: it ends with its process, however that ends, and no number of a process that
 * another one has got since can hold it.
 */
export class DataLock {
  readonly #file: DatabaseSync

  private constructor(file: DatabaseSync) {
    this.#file = file
  }

  /** Takes the lock of a file, `<file>.in-use`. Throws {@link LockError}. */
  static take(file: string): DataLock {
    const lock = `${file}.in-use`
    let sqlite: DatabaseSync | undefined
    try {
      sqlite = new DatabaseSync(lock)
      sqlite.exec('BEGIN EXCLUSIVE')
      writeFileSync(holderOf(lock), String(process.pid), { mode: 0o600 })
      return new DataLock(sqlite)
    } catch (cause) {
      sqlite?.close()
      const { errcode, message } = cause as { errcode?: number; message: string }
      if (errcode === sqliteBusy) {
        throw new LockError('held', `${nameOfHolder(lock)} works with ${file}; ${advice(file)}`, { cause })
      }
      throw new LockError('unusable', `${lock} cannot be taken: ${message}`, { cause })
    }
  }

  /** Releasing again changes nothing. */
  release(): void {
    if (this.#file.isOpen) this.#file.close()
  }
}

/** Does what needs a lock as soon as the lock is free: its holder may be about to end. Throws what the last attempt threw. */
export async function onceUnlocked<Result>(happen: () => Result, patienceMs: number): Promise<Result> {
  const patienceEnds = performance.now() + patienceMs
  for (;;) {
    try {
      return happen()
    } catch (error) {
      if (!(error instanceof LockError) || error.code !== 'held' || performance.now() > patienceEnds)
        throw error
    }
    await delay(pauseMs)
  }
}

/** Beside the lock: the lock's own file must not be opened in another way, since closing that would end the lock. */
function holderOf(lock: string): string {
  return `${lock}.pid`
}

function nameOfHolder(lock: string): string {
  try {
    return `process ${readFileSync(holderOf(lock), 'utf8')}`
  } catch {
    return 'another process'
  }
}

function advice(file: string): string {
  return `end it, or choose another folder than ${dirname(file)}`
}
