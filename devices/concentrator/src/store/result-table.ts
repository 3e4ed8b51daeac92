import type { DownMessage, ProfileDay, Result } from '@ferraris/uplink'
import type { Database } from './database.ts'

/** A result before the store gives it its key. */
export type NewResult = Result extends infer Each ? (Each extends Result ? Omit<Each, 'key'> : never) : never
export type NewProfileDay = Omit<ProfileDay, 'key'>

/** The head-end's word on a result that it will never store. */
type Refusal = Extract<DownMessage, { kind: 'refuse' }>['refusals'][number]

/** A result that the head-end has not answered. */
interface WaitingResult {
  readonly number: number
  readonly result: Result
}

/** What was read: kept until it is acknowledged, and then until it is old. */
export class ResultTable {
  readonly #database: Database
  readonly #prefix: string
  /** Number of the newest result, urgent ones or not, as far as known: what was there before may be any. */
  readonly #newest = { urgent: Number.MAX_SAFE_INTEGER, routine: Number.MAX_SAFE_INTEGER }
  readonly #add
  readonly #waiting
  readonly #after
  readonly #pending
  readonly #acknowledge
  readonly #refused
  readonly #refusedCount
  readonly #prune
  readonly #knownDays
  readonly #knowDay
  readonly #forgetDays
  readonly #day

  /** `prefix` makes keys unique beside those of any other store that this concentrator has had. */
  constructor(database: Database, prefix: string) {
    this.#database = database
    this.#prefix = prefix
    this.#add = database.prepare(
      'INSERT INTO result (urgent, aca, day, read_at, body) VALUES (?, ?, ?, ?, ?)',
    )
    this.#waiting = database.prepare<{ number: number; body: string }>(
      `SELECT number, body FROM result INDEXED BY result_waiting
       WHERE acknowledged_at IS NULL AND urgent = ? AND number > ?
       ORDER BY number LIMIT ?`,
    )
    this.#after = database.prepare<{ number: number; body: string }>(
      'SELECT number, body FROM result WHERE number > ?1 AND (?2 IS NULL OR aca = ?2) ORDER BY number LIMIT ?3',
    )
    this.#pending = database.prepare<{ pending: number }>(
      'SELECT count(*) AS pending FROM result WHERE acknowledged_at IS NULL',
    )
    this.#acknowledge = database.prepare(
      'UPDATE result SET acknowledged_at = ?, refusal = ? WHERE number = ? AND acknowledged_at IS NULL',
    )
    this.#refused = database.prepare<{ number: number; aca: string; refusal: string }>(
      'SELECT number, aca, refusal FROM result WHERE refusal IS NOT NULL ORDER BY number DESC LIMIT ?',
    )
    this.#refusedCount = database.prepare<{ refused: number }>(
      'SELECT count(*) AS refused FROM result WHERE refusal IS NOT NULL',
    )
    this.#prune = database.prepare('DELETE FROM result WHERE acknowledged_at IS NOT NULL AND read_at < ?')
    this.#knownDays = database.prepare<{ aca: string; day: string }>(
      'SELECT aca, day FROM known_day WHERE day >= ?',
    )
    this.#knowDay = database.prepare('INSERT OR IGNORE INTO known_day (day, aca) VALUES (?, ?)')
    this.#forgetDays = database.prepare('DELETE FROM known_day WHERE day < ?')
    this.#day = database.prepare<{ aca: string; body: string }>(
      'SELECT aca, body FROM result WHERE day = ? ORDER BY number',
    )
  }

  /**
   * Puts a result on the disk and gives its key. `day` marks the whole profile day of a meter, which need not be read
   * again; urgent ones are forwarded before all others.
   */
  add(result: NewResult, { urgent = false, day }: { urgent?: boolean; day?: string } = {}): string {
    return this.#database.transaction(() => {
      if (day !== undefined) this.#knowDay.run(day, result.aca)
      const body = JSON.stringify(result)
      const { row } = this.#add.run(urgent ? 1 : 0, result.aca, day ?? null, Math.floor(result.readAt), body)
      this.#newest[urgent ? 'urgent' : 'routine'] = row
      return this.#key(row)
    })
  }

  /** The oldest unacknowledged results, urgent ones or others, behind the one of a number. */
  waiting(urgent: boolean, behind: number, most: number): WaitingResult[] {
    const kind = urgent ? 'urgent' : 'routine'
    // Asked after every exchange, and mostly in vain.
    if (behind >= this.#newest[kind]) return []
    const rows = this.#waiting.all(urgent ? 1 : 0, behind, most)
    if (rows.length === 0) this.#newest[kind] = behind
    return rows.map(row => this.#resultOf(row))
  }

  /** What is kept behind a number, acknowledged or not, of one meter or of all. */
  after(number: number, aca: string | undefined, most: number): WaitingResult[] {
    return this.#after.all(number, aca ?? null, most).map(row => this.#resultOf(row))
  }

  #resultOf({ number, body }: { readonly number: number; readonly body: string }): WaitingResult {
    return { number, result: { ...JSON.parse(body), key: this.#key(number) } }
  }

  pending(): number {
    return this.#pending.get()?.pending ?? 0
  }

  /** Keys of others, or of results acknowledged before, change nothing. Returns how many were waiting. */
  acknowledge(keys: readonly string[], now: number): number {
    return keys.reduce((sum, key) => sum + this.#answer(key, now, null), 0)
  }

  /** Results that the head-end will never store wait no longer; they are kept as long as the others. Returns as `acknowledge`. */
  refuse(refusals: readonly Refusal[], now: number): number {
    return refusals.reduce((sum, { key, reason, detail }) => {
      const refusal = detail === undefined ? reason : `${reason}: ${detail}`
      return sum + this.#answer(key, now, refusal)
    }, 0)
  }

  /** The newest results that the head-end has refused, and why. */
  refused(most: number): { readonly key: string; readonly aca: string; readonly refusal: string }[] {
    return this.#refused
      .all(most)
      .map(({ number, aca, refusal }) => ({ key: this.#key(number), aca, refusal }))
  }

  refusedCount(): number {
    return this.#refusedCount.get()?.refused ?? 0
  }

  #answer(key: string, now: number, refusal: string | null): number {
    const [prefix, number] = key.split('.')
    if (prefix !== this.#prefix || number === undefined || !/^\d{1,15}$/.test(number)) return 0
    return this.#acknowledge.run(Math.floor(now), refusal, Number(number)).changes
  }

  /** Drops answered results read before an instant. */
  prune(before: number): number {
    return this.#prune.run(Math.floor(before)).changes
  }

  /** Which days of which meters are known, from a day on, though their results may have gone. */
  knownDays(from: string): { aca: string; day: string }[] {
    return this.#knownDays.all(from)
  }

  /** Drops the known days before a day. */
  forgetDays(before: string): void {
    this.#forgetDays.run(before)
  }

  /** The whole profile days of all meters on a day. */
  ofDay(day: string): NewProfileDay[] {
    return this.#day.all(day).map(({ body }) => JSON.parse(body))
  }

  #key(number: number): string {
    return `${this.#prefix}.${number}`
  }
}
