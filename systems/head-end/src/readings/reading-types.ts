import { defined } from '@ferraris/bytes'
import { defineErrors } from '@ferraris/errors'
import { knownQuantities, type Quantity } from '@ferraris/metering'
import type { Pool } from 'pg'

/** What a number of the store means: a quantity, under the number that readings refer to it by. */
export interface ReadingType extends Quantity {
  readonly id: number
}

/** More quantities than a meter has. */
export class ReadingTypeError extends defineErrors('readings', {
  'too-many-quantities': [
    'remote',
    'it brings more unknown quantities than a device may',
    'look which OBIS codes it sends; a device that makes them up is not to be trusted',
  ],
}) {}

/** Unknown quantities that one device, or one concentrator for all its meters, may bring. */
export const mostOfOrigin = 128
/** The number of a reading type has 15 bits. */
const mostReadingTypes = 16_000

/**
 * The reading types of the store, held in memory: some dozens of rows that every reading refers to.
 * A quantity without a name gets a row of its own, under its OBIS, when a meter first brings it.
 */
export class ReadingTypes {
  readonly #pool: Pool
  readonly #byObis = new Map<string, ReadingType>()
  readonly #byId = new Map<number, ReadingType>()
  /** One at a time: bounds are counted before what is new is added. */
  #adding: Promise<unknown> = Promise.resolve()

  private constructor(pool: Pool) {
    this.#pool = pool
  }

  static async load(pool: Pool): Promise<ReadingTypes> {
    const types = new ReadingTypes(pool)
    await types.#reload()
    await types.#add(types.#missing(knownQuantities), undefined)
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

  /**
   * Makes sure that these quantities have reading types. What is there keeps its unit and scaler. `origin` is the device or
   * concentrator that brings them. Throws ReadingTypeError when it has brought too many.
   */
  async ensure(quantities: readonly Quantity[], origin: string): Promise<void> {
    if (this.#missing(quantities).length === 0) return
    const adding = this.#adding.then(async () => {
      await this.#reload()
      const missing = this.#missing(quantities)
      if (missing.length > 0) await this.#admit(missing, origin)
    })
    this.#adding = adding.catch(() => {})
    await adding
  }

  #missing(quantities: readonly Quantity[]): Quantity[] {
    return quantities.filter(({ obis }) => !this.#byObis.has(obis))
  }

  async #admit(missing: readonly Quantity[], origin: string): Promise<void> {
    const { rows } = await this.#pool.query<{ own: number; all: number }>(
      'select count(*) filter (where origin = $1) as own, count(*) as all from reading_type',
      [origin],
    )
    const count = new Set(missing.map(({ obis }) => obis)).size
    for (const { own, all } of rows) {
      if (own + count > mostOfOrigin || all + count > mostReadingTypes) {
        throw new ReadingTypeError('too-many-quantities', `${origin} has brought ${own} unknown quantities`)
      }
    }
    await this.#add(missing, origin)
  }

  async #add(missing: readonly Quantity[], origin: string | undefined): Promise<void> {
    if (missing.length === 0) return
    const column = <K extends keyof Quantity>(key: K) => missing.map(quantity => quantity[key])
    // What is there already must not come to `on conflict`: that would use up a number.
    await this.#pool.query(
      `insert into reading_type (obis, name, unit, scaler, origin)
       select distinct on (obis) obis, name, unit, scaler, $5::text
       from unnest($1::text[], $2::text[], $3::text[], $4::smallint[]) as given (obis, name, unit, scaler)
       where not exists (select from reading_type t where t.obis = given.obis)
       on conflict (obis) do nothing`,
      [column('obis'), column('name'), column('unit'), column('scaler'), origin ?? null],
    )
    await this.#reload()
  }

  async #reload(): Promise<void> {
    const { rows } = await this.#pool.query<ReadingType>(
      'select id, obis, name, unit, scaler from reading_type',
    )
    for (const type of rows) {
      this.#byObis.set(type.obis, type)
      this.#byId.set(type.id, type)
    }
  }
}

/** Names a device as the one that brings quantities. */
export function deviceOrigin(endDeviceId: number): string {
  return `device ${endDeviceId}`
}
