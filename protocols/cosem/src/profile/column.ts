import type { Data } from '../data/data.ts'
import type { CaptureObject } from '../values/capture-object.ts'

/** Types that a column of numbers can have on the wire. */
export type NumberColumnType =
  | 'boolean'
  | 'bit-string'
  | 'double-long'
  | 'double-long-unsigned'
  | 'integer'
  | 'long'
  | 'unsigned'
  | 'long-unsigned'
  | 'long64'
  | 'long64-unsigned'
  | 'enum'
  | 'float32'
  | 'float64'

interface Cells {
  /**
   * 1 where the row held null-data, present if any did. Null-data means "as in the row before", for a clock "one
   * capture period later" (IEC 62056-6-2, class 7): `values` has what it means, and NaN where no row came before.
   */
  readonly nulls?: Uint8Array
}

/** Numbers, raw: the scaler of the register is not applied. */
interface NumberColumn extends Cells {
  readonly kind: 'number'
  /** Type of the first value; further rows may have had other number types. */
  readonly type: NumberColumnType
  /** A bit-string is the number that its bits make, the first bit being the most significant; a boolean is 1 or 0. */
  readonly values: Float64Array
  /** Length of the bit-strings. */
  readonly bits?: number
}

/** Moments. */
interface TimeColumn extends Cells {
  readonly kind: 'time'
  readonly type: 'octet-string' | 'date-time'
  /** Seconds since 1970-01-01T00:00Z; NaN where the date-time leaves date or hour open, or local time has no zone. */
  readonly values: Float64Array
  /** The clock status octet of each row, see `clockStatus`; 0xff is "not specified". */
  readonly status: Uint8Array
}

/** Anything else, as it came. */
interface DataColumn extends Cells {
  readonly kind: 'data'
  readonly values: readonly Data[]
}

export type Column = NumberColumn | TimeColumn | DataColumn
export type ColumnKind = Column['kind']

/** What a column will hold, as far as its capture object says it: times are only told from octets by their class. */
export function columnKindOf({
  classId,
  attribute,
}: Pick<CaptureObject, 'classId' | 'attribute'>): ColumnKind | undefined {
  const isTime =
    (classId === 8 && attribute === 2) ||
    (classId === 4 && attribute === 5) ||
    (classId === 5 && (attribute === 6 || attribute === 7))
  return isTime ? 'time' : undefined
}
