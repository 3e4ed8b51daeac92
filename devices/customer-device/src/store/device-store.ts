import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { openDevice } from '../device/device.ts'
import type { DeviceSettings } from '../device/settings.ts'
import type { DeviceState } from '../device/state.ts'
import { type Correspondence, noCorrespondence } from '../messages/correspondence.ts'
import { PartText } from './part-text.ts'
import { type KeyWrapping, partsOf, stateOf } from './parts.ts'
import { StoreError } from './store-error.ts'

/** What a device keeps in its data folder beside the key that wraps its keys. */
export const storeFile = 'device.sqlite'

/**
 * One SQLite file of named parts. A write that has returned survives the end of the process and of the mains: WAL with
 * `synchronous=FULL`. What belongs to one frame is one transaction: its counter is never kept without its content.
 */
export class DeviceStore {
  readonly #sqlite: DatabaseSync
  readonly #text: PartText
  readonly #put: StatementSync
  readonly #drop: StatementSync
  readonly #path: string

  /** Throws {@link StoreError}. */
  constructor(folder: string, keys: KeyWrapping) {
    this.#path = join(folder, storeFile)
    this.#text = new PartText(keys)
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      this.#sqlite = new DatabaseSync(this.#path)
      chmodSync(this.#path, 0o600)
      this.#sqlite.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
      this.#sqlite.exec(
        'CREATE TABLE IF NOT EXISTS part (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID',
      )
      this.#put = this.#sqlite.prepare('INSERT OR REPLACE INTO part (name, value) VALUES (?, ?)')
      this.#drop = this.#sqlite.prepare('DELETE FROM part WHERE name = ?')
    } catch (cause) {
      throw new StoreError('unusable', `${this.#path}: ${(cause as Error).message}`, { cause })
    }
  }

  /** What the device remembers; a device that remembers nothing for a new folder. */
  loadState(settings: DeviceSettings): DeviceState {
    return stateOf(openDevice(settings), this.#all('state/'))
  }

  /** Writes what has changed between two states. */
  saveState(before: DeviceState, after: DeviceState): void {
    const known = partsOf(before)
    const changed = [...partsOf(after)].filter(([name, part]) => known.get(name) !== part)
    const gone = [...known.keys()].filter(name => !partsOf(after).has(name))
    if (changed.length + gone.length === 0) return
    this.#transaction(() => {
      for (const [name, part] of changed) this.#put.run(`state/${name}`, this.#text.write(part))
      for (const name of gone) this.#drop.run(`state/${name}`)
    })
  }

  loadCorrespondence(): Correspondence {
    return this.load('correspondence') ?? noCorrespondence
  }

  /** A part beside the state; undefined before it was saved. */
  load<Part>(name: string): Part | undefined {
    const row = this.#sqlite.prepare('SELECT value FROM part WHERE name = ?').get(name)
    return row === undefined ? undefined : this.#read(String(row.value))
  }

  save(name: string, part: unknown): void {
    this.#transaction(() => this.#put.run(name, this.#text.write(part)))
  }

  close(): void {
    if (this.#sqlite.isOpen) this.#sqlite.close()
  }

  #all(prefix: string): Map<string, unknown> {
    const rows = this.#sqlite
      .prepare('SELECT name, value FROM part WHERE name >= ? AND name < ? ORDER BY name')
      .all(prefix, `${prefix}\u{10ffff}`)
    return new Map(
      rows.map(({ name, value }) => [String(name).slice(prefix.length), this.#read(String(value))]),
    )
  }

  #read<Part>(text: string): Part {
    try {
      return this.#text.read(text) as Part
    } catch (cause) {
      throw new StoreError('damaged', `${this.#path}: ${(cause as Error).message}`, { cause })
    }
  }

  #transaction(write: () => void): void {
    try {
      this.#sqlite.exec('BEGIN IMMEDIATE')
      write()
      this.#sqlite.exec('COMMIT')
    } catch (cause) {
      if (this.#sqlite.isTransaction) this.#sqlite.exec('ROLLBACK')
      throw new StoreError('unusable', `${this.#path}: ${(cause as Error).message}`, { cause })
    }
  }
}
