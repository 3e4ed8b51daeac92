import type { Pool } from 'pg'

const partitioned = { interval_block: 'date', meter_reading: 'timestamptz' } as const

/**
 * Makes the monthly partitions that rows are about to need. Remembers what it has made, so that in steady state it
 * asks nothing.
 */
export class Partitions {
  readonly #known = new Set<string>()
  readonly #pool: Pool

  constructor(pool: Pool) {
    this.#pool = pool
  }

  /** `days` are YYYY-MM-DD (UTC days for `meter_reading`). */
  async ensure(table: keyof typeof partitioned, days: Iterable<string>): Promise<void> {
    const missing = new Set<string>()
    for (const day of days) {
      const month = day.slice(0, 7)
      if (!this.#known.has(`${table} ${month}`)) missing.add(month)
    }
    for (const month of missing) {
      await this.#create(table, month)
      this.#known.add(`${table} ${month}`)
    }
  }

  async #create(table: keyof typeof partitioned, month: string): Promise<void> {
    const name = `${table}_${month.replace('-', '_')}`
    const next = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 1)).toISOString()
    const [from, to] =
      partitioned[table] === 'date' ? [`${month}-01`, next.slice(0, 10)] : [`${month}-01T00:00Z`, next]
    try {
      await this.#pool.query(
        `create table if not exists ${name} partition of ${table} for values from ('${from}') to ('${to}')`,
      )
    } catch (error) {
      // Another writer made it at the same moment: the catalogue's own unique index says so.
      const { code } = error as { code?: string }
      if (code !== '42P07' && code !== '23505') throw error
    }
  }
}
