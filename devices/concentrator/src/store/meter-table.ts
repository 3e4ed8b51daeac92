import type { LocalDate } from '@ferraris/cosem'
import type { DownMessage } from '@ferraris/uplink'
import type { Database } from './database.ts'
import type { KeyVault } from './key-vault.ts'

type Adoption = Extract<DownMessage, { readonly kind: 'adopt' }>['meters'][number]

/** How a meter's messages are protected. */
export type ProtectionMode = NonNullable<Adoption['mode']>

/** Read (K2) and write (K1) key of a meter, 16 octets each. */
export interface MeterKeys {
  readonly k1: Uint8Array
  readonly k2: Uint8Array
}

/** How far the routine with a meter has come. Its loss costs a repetition, so that it is written now and then only. */
export interface Progress {
  /** Index of the newest event known, as the meter counts. */
  readonly event?: number
  /** Changes of alarm registers known, as the meter counts. */
  readonly alarms?: number
  /** Instants of the last status word and clock check. */
  readonly status?: number
  readonly clock?: number
  /** The last local day with known closing registers. */
  readonly registers?: LocalDate
}

/** A meter as the store keeps it, without its keys. */
export interface StoredMeter {
  readonly aca: string
  readonly serial?: string
  readonly state: 'new' | 'adopted' | 'foreign'
  readonly transformer?: string
  /** Measures what flows into its section of the grid. */
  readonly substation: boolean
  /** The peer it is on loan from. */
  readonly loan?: string
  readonly mode: ProtectionMode
  readonly progress: Progress
  readonly firstHeard: number
  readonly lastHeard: number
}

interface Row {
  readonly aca: string
  readonly serial: string | null
  readonly state: StoredMeter['state']
  readonly transformer: string | null
  readonly substation: number
  readonly loan: string | null
  readonly mode: ProtectionMode
  readonly progress: string
  readonly first_heard: number
  readonly last_heard: number
}

/** The meters that were heard, or given by the head-end. */
export class MeterTable {
  readonly #vault: KeyVault
  readonly #all
  readonly #keys
  readonly #put
  readonly #seal
  readonly #keep
  readonly #session
  readonly #keepSession

  constructor(database: Database, vault: KeyVault) {
    this.#vault = vault
    this.#all = database.prepare<Row>('SELECT * FROM meter')
    this.#keys = database.prepare<{ k1: Uint8Array | null; k2: Uint8Array | null }>(
      'SELECT k1, k2 FROM meter WHERE aca = ?',
    )
    this.#put = database.prepare(
      `INSERT INTO meter (aca, serial, state, transformer, substation, loan, mode, progress, first_heard, last_heard)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (aca) DO UPDATE SET serial = excluded.serial, state = excluded.state,
         transformer = excluded.transformer, substation = excluded.substation, loan = excluded.loan,
         mode = excluded.mode, progress = excluded.progress, first_heard = excluded.first_heard, last_heard = excluded.last_heard`,
    )
    this.#seal = database.prepare('UPDATE meter SET k1 = ?, k2 = ? WHERE aca = ?')
    this.#keep = database.prepare('UPDATE meter SET progress = ?, last_heard = ? WHERE aca = ?')
    this.#session = database.prepare<{ session: string | null }>('SELECT session FROM meter WHERE aca = ?')
    this.#keepSession = database.prepare('UPDATE meter SET session = ? WHERE aca = ?')
  }

  all(): StoredMeter[] {
    return this.#all.all().map(row => ({
      aca: row.aca,
      serial: row.serial ?? undefined,
      state: row.state,
      transformer: row.transformer ?? undefined,
      substation: row.substation !== 0,
      loan: row.loan ?? undefined,
      mode: row.mode,
      progress: JSON.parse(row.progress),
      firstHeard: row.first_heard,
      lastHeard: row.last_heard,
    }))
  }

  put(meter: StoredMeter): void {
    this.#put.run(
      meter.aca,
      meter.serial ?? null,
      meter.state,
      meter.transformer ?? null,
      meter.substation ? 1 : 0,
      meter.loan ?? null,
      meter.mode,
      JSON.stringify(meter.progress),
      Math.floor(meter.firstHeard),
      Math.floor(meter.lastHeard),
    )
  }

  /** Writes what changes with every visit. */
  keep({ aca, progress, lastHeard }: StoredMeter): void {
    this.#keep.run(JSON.stringify(progress), Math.floor(lastHeard), aca)
  }

  /** The keys of a meter; undefined without any. */
  keys(aca: string): MeterKeys | undefined {
    const row = this.#keys.get(aca)
    if (row === undefined || row.k1 === null || row.k2 === null) return undefined
    return { k1: this.#vault.unwrap(row.k1), k2: this.#vault.unwrap(row.k2) }
  }

  /** Gives a meter keys, or takes them away. */
  seal(aca: string, keys: MeterKeys | undefined): void {
    const wrap = (key: Uint8Array | undefined) => (key === undefined ? null : this.#vault.wrap(key))
    this.#seal.run(wrap(keys?.k1), wrap(keys?.k2), aca)
  }

  /** What the session with a meter has to remember: its counter, and a request that may be under way. */
  session(aca: string): string | undefined {
    return this.#session.get(aca)?.session ?? undefined
  }

  keepSession(aca: string, session: string): void {
    this.#keepSession.run(session, aca)
  }
}
