import type { Obis } from '@ferraris/cosem'
import type { Column } from '@ferraris/cosem/profile'
import { decodeProfileColumns, type ProfileColumns, type Stamps } from '@ferraris/metering'
import { columnRoles, type ProfileHead } from './profile-head.ts'

/** Rows of a profile, oldest first. `registers` are the columns of that role; `columns` all of them, in their order. */
export interface ProfileRows extends ProfileColumns {
  readonly obis: Obis
  readonly head: ProfileHead
  readonly columns: readonly Column[]
}

/**
 * Decodes the buffer of a profile with known columns, in the order that the profile gives, unless its stamps say
 * otherwise. Throws DecodeError when the columns are others.
 */
export function decodeRows(octets: Uint8Array, obis: Obis, head: ProfileHead, stamps: Stamps): ProfileRows {
  const roles = columnRoles(head)
  const { capturePeriod, newestFirst = false } = head
  const decode = (newestFirst: boolean): ProfileRows => ({
    ...decodeProfileColumns(octets, roles, { ...stamps, capturePeriod, newestFirst }),
    obis,
    head,
  })
  const rows = decode(newestFirst)
  const clock = rows.columns[roles.indexOf('clock')]
  const descends = doesDescend(rows.times, clock?.nulls) ?? newestFirst
  // Stamps that were left out were reckoned the wrong way.
  const found = descends === newestFirst || clock?.nulls === undefined ? rows : decode(descends)
  return descends ? reversed(found) : found
}

/**
 * Whether stamps go back from the first row to the last, of those that have one; undefined where that tells nothing. In
 * between a clock may have been set.
 */
function doesDescend(times: Float64Array, nulls: Uint8Array | undefined): boolean | undefined {
  const isStamped = (time: number, row: number) => !Number.isNaN(time) && nulls?.[row] !== 1
  const [first, last] = [times.find(isStamped), times.findLast(isStamped)]
  return first === undefined || last === undefined || first === last ? undefined : last < first
}

/** The same rows the other way round. */
function reversed(rows: ProfileRows): ProfileRows {
  return {
    ...rows,
    times: rows.times.toReversed(),
    status: rows.status.toReversed(),
    registers: rows.registers.map(values => values.toReversed()),
    columns: rows.columns.map(column => {
      const nulls = column.nulls && { nulls: column.nulls.toReversed() }
      if (column.kind === 'data') return { ...column, values: column.values.toReversed(), ...nulls }
      const values = column.values.toReversed()
      if (column.kind === 'number') return { ...column, values, ...nulls }
      return { ...column, values, status: column.status.toReversed(), ...nulls }
    }),
  }
}
