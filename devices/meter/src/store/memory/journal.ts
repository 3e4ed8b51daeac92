import { closeSync, fsyncSync, ftruncateSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { defineErrors } from '@ferraris/errors'
import { DataLock } from './data-lock.ts'
import { appendTo, type Json, type NonVolatile, type Values } from './non-volatile.ts'

/** The non-volatile memory of the meters cannot be used. */
export class JournalError extends defineErrors('journal', {
  unreadable: ['local', 'the journal cannot be read', 'give a data folder that this user may read'],
  damaged: ['local', 'a line of the journal is no entry', 'restore the file, or move it away to begin anew'],
  unwritable: ['local', 'the journal cannot be written', 'free space on the disk, and check its rights'],
}) {}

/** Stands for no file, and fails as one. */
const closed = -1

/** A journal is rewritten when it has grown to four times what it keeps, and this much more. */
const slack = 32 * 1024 * 1024

/** One text line: owner, key, value; a fourth member makes it an append to a list of that length. */
type Entry = readonly [owner: string, key: string, value: Json, keep?: number]

/**
 * The non-volatile memory of a whole fleet in one append-only file of JSON lines.
 *
 * A text line is handed to the operating system when `set` returns, so it survives `kill -9` of the process, and power
 * loss of the host up to the last flush of the file system. A last line that was torn is ignored; on opening, and
 * when it has grown, the file is rewritten with one text line a value and put in place by a rename. One process at a
 * time has it open.
 */
export class Journal {
  readonly #owners: Map<string, Values>
  readonly #path: string
  readonly #lock: DataLock
  #file = closed
  #length = 0
  #longest = 0

  private constructor(path: string, lock: DataLock, owners: Map<string, Values>) {
    this.#path = path
    this.#lock = lock
    this.#owners = owners
  }

  /** Opens a journal, or begins one. Throws {@link JournalError}, and LockError while another process has it. */
  static open(path: string): Journal {
    const lock = DataLock.take(path)
    try {
      const journal = new Journal(path, lock, replay(path))
      journal.#attempt(() => journal.#compact())
      return journal
    } catch (error) {
      lock.release()
      throw error
    }
  }

  /** The memory of one meter. */
  of(owner: string): NonVolatile {
    return {
      get: <Value extends Json>(key: string) => this.#owners.get(owner)?.get(key) as Value | undefined,
      set: (key, value) => this.#write([owner, key, value]),
      append: (key, value, keep) => this.#write([owner, key, value, keep]),
    }
  }

  /** Brings all of it to the disk. Closing again changes nothing; writing afterwards throws. */
  close(): void {
    if (this.#file === closed) return
    fsyncSync(this.#file)
    closeSync(this.#file)
    this.#file = closed
    this.#lock.release()
  }

  #write(entry: Entry): void {
    const line = Buffer.from(`${JSON.stringify(entry)}\n`)
    this.#attempt(() => {
      try {
        writeAll(this.#file, line)
      } catch (cause) {
        // A full disk may have taken half a line: it must not be glued to the next one.
        ftruncateSync(this.#file, this.#length)
        throw cause
      }
    })
    this.#length += line.length
    apply(this.#owners, entry)
    if (this.#length > this.#longest) this.#tidy()
  }

  /** Compacts while running. Where that fails, nothing is lost: the long file goes on. */
  #tidy(): void {
    try {
      this.#compact()
    } catch {
      this.#longest = this.#length + slack
    }
  }

  #compact(): void {
    const length = compact(this.#path, this.#owners)
    const before = this.#file
    this.#file = openSync(this.#path, 'a', 0o600)
    this.#length = length
    this.#longest = 4 * length + slack
    if (before !== closed) closeSync(before)
  }

  #attempt(write: () => void): void {
    try {
      write()
    } catch (cause) {
      throw new JournalError('unwritable', `${this.#path} cannot be written: ${reason(cause)}`, { cause })
    }
  }
}

function replay(path: string): Map<string, Values> {
  const owners = new Map<string, Values>()
  const lines = read(path).split('\n')
  // Whole lines end with a line feed: what follows the last one is empty, or torn.
  lines.pop()
  for (const [index, line] of lines.entries()) {
    const entry = parse(line)
    if (entry === undefined) throw new JournalError('damaged', `${path}, line ${index + 1}: no journal entry`)
    apply(owners, entry)
  }
  return owners
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw new JournalError('unreadable', `${path} cannot be read: ${reason(cause)}`, { cause })
  }
}

function parse(line: string): Entry | undefined {
  try {
    const entry = JSON.parse(line)
    const whole = Array.isArray(entry) && typeof entry[0] === 'string' && typeof entry[1] === 'string'
    return whole && entry.length > 2 ? (entry as unknown as Entry) : undefined
  } catch {
    return undefined
  }
}

function apply(owners: Map<string, Values>, [owner, key, value, keep]: Entry): void {
  const values = owners.get(owner) ?? new Map()
  owners.set(owner, values)
  if (keep === undefined) values.set(key, value)
  else appendTo(values, key, value, keep)
}

/** Writes the current values to a new file and puts it in place; returns its length. */
function compact(path: string, owners: Map<string, Values>): number {
  const next = `${path}.next`
  const file = openSync(next, 'w', 0o600)
  let length = 0
  for (const [owner, values] of owners) {
    const lines = [...values].map(([key, value]) => `${JSON.stringify([owner, key, value])}\n`)
    length += writeAll(file, Buffer.from(lines.join('')))
  }
  fsyncSync(file)
  closeSync(file)
  renameSync(next, path)
  const folder = openSync(dirname(path), 'r')
  fsyncSync(folder)
  closeSync(folder)
  return length
}

function writeAll(file: number, octets: Buffer): number {
  for (let written = 0; written < octets.length; ) written += writeSync(file, octets, written)
  return octets.length
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
