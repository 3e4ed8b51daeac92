import type { Codec } from '@ferraris/codec'
import { invalidParameter, Problem } from '@ferraris/service'
import {
  type ConcentratorRowName,
  concentratorCatalogue,
  meterTables,
} from '@ferraris/smitp/concentrator-tables'
import { catalogue, type RowKindName } from '@ferraris/smitp/tables'

/** A row that is meant: where it stands, and what is in it. */
export interface RowPlace {
  readonly kind: string
  readonly table: number
  readonly row: number
  readonly codec: Codec<unknown>
}

interface Declared {
  readonly table: number
  readonly rows: readonly [first: number, last: number, meaning?: string]
  readonly codec: Codec<unknown>
}

/** Keys go nowhere but to who serves the meter: their row is none here. */
const meterKinds = Object.keys(catalogue).filter(kind => kind !== 'keys') as RowKindName[]

/** A row of a meter. Throws Problem. */
export function meterRow(kind: string, row: number | undefined): RowPlace {
  const found = meterKinds.find(name => name === kind)
  if (found === undefined) throw unknownKind(kind, meterKinds)
  return placeOf(kind, catalogue[found] as Declared, row)
}

/** A row of a concentrator; of meters the table follows from the number. Throws Problem. */
export function concentratorRow(kind: string, row: number | undefined): RowPlace {
  if (kind === 'meter') {
    const number = row ?? 0
    if (number >= 256 * meterTables.count)
      throw invalidParameter('row', `is beyond ${256 * meterTables.count - 1}`)
    const { codec } = concentratorCatalogue.meter
    return {
      kind,
      table: meterTables.first + (number >> 8),
      row: number & 0xff,
      codec: codec as Codec<unknown>,
    }
  }
  const names = Object.keys(concentratorCatalogue) as ConcentratorRowName[]
  const found = names.find(name => name === kind)
  if (found === undefined) throw unknownKind(kind, names)
  return placeOf(kind, concentratorCatalogue[found] as Declared, row)
}

function placeOf(kind: string, { table, rows: [first, last], codec }: Declared, row = first): RowPlace {
  if (row < first || row > last) throw invalidParameter('row', `must be ${first} to ${last}`)
  return { kind, table, row, codec }
}

function unknownKind(kind: string, kinds: readonly string[]): Problem {
  return new Problem('not-found', `there are no rows ${kind}; there are ${kinds.join(', ')}`)
}
