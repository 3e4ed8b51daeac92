import { defined } from '@ferraris/bytes'
import type { Pool } from 'pg'

/** What a number of the store means: which quantity, in which unit, and how many decimal places it is shifted. */
export interface ReadingType {
  readonly id: number
  readonly obis: string
  readonly name: string
  readonly unit: string
  /** The stored integer times ten to this power is in `unit`. */
  readonly scaler: number
}

export type Quantity = Omit<ReadingType, 'id'>

const energy: readonly (readonly [group: number, name: string, unit: string])[] = [
  [1, 'Active energy import (A+)', 'Wh'],
  [2, 'Active energy export (A−)', 'Wh'],
  [3, 'Reactive energy import (R+)', 'varh'],
  [4, 'Reactive energy export (R−)', 'varh'],
]

const power: readonly (readonly [group: number, name: string, unit: string])[] = [
  [1, 'Active power import', 'W'],
  [2, 'Active power export', 'W'],
  [3, 'Reactive power import', 'var'],
  [4, 'Reactive power export', 'var'],
]

const phases = [
  [1, 32, 31],
  [2, 52, 51],
  [3, 72, 71],
] as const

/** The quantities every meter has, in the order in which they are given ids (names after IEC 62056-6-1). */
export const knownQuantities: readonly Quantity[] = [
  ...energy.flatMap(([group, name, unit]) =>
    [0, 1, 2, 3, 4].map(tariff => ({
      obis: `1.0.${group}.8.${tariff}.255`,
      name: tariff === 0 ? `${name}, total` : `${name}, tariff ${tariff}`,
      unit,
      scaler: 0,
    })),
  ),
  ...power.map(([group, name, unit]) => ({ obis: `1.0.${group}.7.0.255`, name, unit, scaler: 0 })),
  ...phases.flatMap(([phase, voltage, current]) => [
    { obis: `1.0.${voltage}.7.0.255`, name: `Voltage L${phase}`, unit: 'V', scaler: -1 },
    { obis: `1.0.${current}.7.0.255`, name: `Current L${phase}`, unit: 'A', scaler: -2 },
  ]),
]

/**
 * The reading types of the store, held in memory: some dozens of rows that every reading refers to.
 * A quantity that a meter brings and nobody has named yet gets a row of its own, under its OBIS.
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

  /** Number of a quantity whose reading type was ensured. */
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
