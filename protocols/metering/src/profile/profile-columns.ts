import { DecodeError } from '@ferraris/bytes'
import { type Column, type ColumnKind, decodeColumns } from '@ferraris/cosem/profile'
import { momentOf, type Stamps } from './stamps.ts'

/** What a column of a profile holds; `ignored` is skipped. */
export type ColumnRole = 'clock' | 'status' | 'register' | 'ignored'

/** The rows of a profile by what its columns are for. Row i is entry i of each; NaN where the meter gave no value. */
export interface ProfileColumns {
  readonly count: number
  /** Instants in seconds since 1970-01-01T00:00Z. */
  readonly times: Float64Array
  /** Status bits of each row (AMR profile status); 0 without a status column. */
  readonly status: Uint8Array
  /** One array for each column with the role `register`, in order. */
  readonly registers: Float64Array[]
}

const kinds: Record<ColumnRole, ColumnKind | undefined> = {
  clock: 'time',
  status: 'number',
  register: 'number',
  ignored: undefined,
}

export interface ProfileSettings extends Stamps {
  /** Seconds from one capture to the next. */
  readonly capturePeriod: number
  /** Sort method 2, LIFO: a stamp that was left out is one period *before* that of the row above. */
  readonly newestFirst?: boolean | undefined
}

/** The rows of a buffer, with every column as it came, whatever its role. */
interface DecodedProfile extends ProfileColumns {
  readonly columns: readonly Column[]
}

/** Decodes the buffer of a profile with known columns. Throws DecodeError when they are others. */
export function decodeProfileColumns(
  octets: Uint8Array,
  roles: readonly ColumnRole[],
  { capturePeriod, newestFirst = false, ...stamps }: ProfileSettings,
): DecodedProfile {
  const period = newestFirst ? -capturePeriod : capturePeriod
  const { rows: count, columns } = decodeColumns(octets, {
    zone: stamps.zone,
    period,
    // Stamps that do not mean what they say are looked at one by one.
    kinds: roles.map(role =>
      role === 'clock' && (stamps.deviation ?? 'stated') !== 'stated' ? 'data' : kinds[role],
    ),
  })
  if (count > 0 && columns.length !== roles.length) {
    throw new DecodeError('unexpected', 1, `rows of ${columns.length} columns, not ${roles.length}`)
  }
  const valuesOf = (role: ColumnRole): Float64Array[] =>
    columns.flatMap((column, i) => {
      if (roles[i] !== role) return []
      return [
        role === 'clock' && column.kind === 'data'
          ? timesIn(column, stamps, period)
          : numbersIn(column, role, i),
      ]
    })
  return {
    count,
    times: valuesOf('clock')[0] ?? new Float64Array(count).fill(Number.NaN),
    status: Uint8Array.from(valuesOf('status')[0] ?? new Uint8Array(count)),
    registers:
      count > 0
        ? valuesOf('register')
        : roles.filter(role => role === 'register').map(() => new Float64Array()),
    columns,
  }
}

function numbersIn(column: Column, role: ColumnRole, place: number): Float64Array {
  if (column.kind === 'data' || (column.kind === 'time') !== (role === 'clock')) {
    throw new DecodeError('unexpected', 1, `column ${place + 1} holds no ${role}`)
  }
  return column.values
}

/** A stamp that was left out is one period after the one above (IEC 62056-6-2, class 7). */
function timesIn(
  { values }: Extract<Column, { kind: 'data' }>,
  stamps: Stamps,
  period: number,
): Float64Array {
  let before = Number.NaN
  return Float64Array.from(values, ({ type, value }) => {
    const isStamp = (type === 'octet-string' || type === 'date-time') && value.length === 12
    before = isStamp ? (momentOf(value, stamps) ?? Number.NaN) : before + period
    return before
  })
}
