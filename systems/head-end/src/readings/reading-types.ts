import { defined } from '@ferraris/bytes'
import { knownQuantities, type Quantity } from '@ferraris/metering'
import type { Pool } from 'pg'

/** What a number of the store means: a quantity, under the number that readings refer to it by. */
interface ReadingType extends Quantity {
  readonly id: number
}

/**
 * The reading types of the store, held in memory: some dozens of rows that every reading refers to.
 * A quantity without a name gets a row of its own, under its OBIS, when a meter first brings it.
 */
export class ReadingTypes {
  readonly #pool: Pool
  readonly #byObis = new Map<string, ReadingType>()
  readonly #byId = new Map<number, ReadingType>()

  private constructor(pool: Pool) {
    this.#pool = pool
  }

  static async load(pool: Pool): Promise<ReadingTypes> {
    const types = new ReadingTypes(pool)
    await types.ensure(knownQuantities)
    return types
  }

  of(obis: string): ReadingType | undefined {
    return this.#byObis.get(obis)
  }

  /** Number of a quantity with an ensured reading type. */
  idOf(obis: string): number {
    return defined(this.#byObis.get(obis), `reading type of ${obis}`).id
  }

  withId(id: number): ReadingType | undefined {
    return this.#byId.get(id)
  }

  /** Makes sure that these quantities have reading types. What is there keeps its unit and scaler. */
  async ensure(quantities: readonly Quantity[]): Promise<void> {
    const missing = quantities.filter(({ obis }) => !this.#byObis.has(obis))
    if (missing.length === 0) return
    const column = <K extends keyof Quantity>(key: K) => missing.map(quantity => quantity[key])
    await this.#pool.query(
      `insert into reading_type (obis, name, unit, scaler)
       select * from unnest($1::text[], $2::text[], $3::text[], $4::smallint[])
       on conflict (obis) do nothing`,
      [column('obis'), column('name'), column('unit'), column('scaler')],
    )
    const { rows } = await this.#pool.query<ReadingType>(
      'select id, obis, name, unit, scaler from reading_type',
    )
    for (const type of rows) {
      this.#byObis.set(type.obis, type)
      this.#byId.set(type.id, type)
    }
  }
}
