import { randomBytes } from 'node:crypto'
import { Database, inMemory } from './database.ts'
import { ImageTable } from './image-table.ts'
import { JobTable } from './job-table.ts'
import { KeyVault } from './key-vault.ts'
import { MeterTable } from './meter-table.ts'
import { NetworkTable } from './network-table.ts'
import { OwnEventTable } from './own-event-table.ts'
import { ResultTable } from './result-table.ts'

/** All that a concentrator must not forget. Every call returns when what it writes would survive a loss of power. */
export class Store {
  readonly meters: MeterTable
  readonly results: ResultTable
  readonly jobs: JobTable
  readonly images: ImageTable
  readonly network: NetworkTable
  readonly ownEvents: OwnEventTable
  readonly #database: Database
  readonly #vault: KeyVault
  readonly #fact
  readonly #keepFact

  private constructor(database: Database, vault: KeyVault, prefix: string) {
    this.#database = database
    this.#vault = vault
    this.#fact = database.prepare<{ value: string }>('SELECT value FROM fact WHERE name = ?')
    this.#keepFact = database.prepare(
      'INSERT INTO fact VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
    )
    this.meters = new MeterTable(database, vault)
    this.results = new ResultTable(database, prefix)
    this.jobs = new JobTable(database)
    this.images = new ImageTable(database)
    this.network = new NetworkTable(database)
    this.ownEvents = new OwnEventTable(database)
  }

  /**
   * Opens a store or begins one. `mostOctets` is the most it may take of the disk.
   *
   * @throws {StoreError}
   */
  static open(path: string, vault: KeyVault, mostOctets?: number): Store {
    const database = new Database(path, mostOctets)
    return new Store(database, vault, keyPrefix(database))
  }

  /** A store that lasts as long as the process: for simulations. `name` stands for the chance in its keys. */
  static inMemory(name = 'memory'): Store {
    return new Store(new Database(inMemory), new KeyVault(new Uint8Array(32)), name)
  }

  /** All of it is written, or nothing; one flush of the disk for many changes. */
  transaction<Value>(write: () => Value): Value {
    return this.#database.transaction(write)
  }

  /** A single value by its name; undefined where none was kept. */
  fact(name: string): string | undefined {
    return this.#fact.get(name)?.value
  }

  keepFact(name: string, value: string): void {
    this.#keepFact.run(name, value)
  }

  /** 32 secret octets by their name, wrapped on the disk; made by `make` where there are none yet. */
  secret(name: string, make: () => Uint8Array): Uint8Array {
    const known = this.fact(name)
    if (known !== undefined) return this.#vault.unwrap(Buffer.from(known, 'base64'))
    const made = make()
    this.keepFact(name, Buffer.from(this.#vault.wrap(made)).toString('base64'))
    return made
  }

  diskFree(): number {
    return this.#database.diskFree()
  }

  close(): void {
    this.#database.close()
  }
}

/** A store that was lost and begun again must not give the keys of the old one to new results. */
function keyPrefix(database: Database): string {
  const known = database.prepare<{ value: string }>(`SELECT value FROM fact WHERE name = 'key-prefix'`).get()
  if (known !== undefined) return known.value
  const prefix = randomBytes(5).toString('hex')
  database.prepare(`INSERT INTO fact VALUES ('key-prefix', ?)`).run(prefix)
  return prefix
}
