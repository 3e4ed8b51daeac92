import { at, defined, Reader } from '@ferraris/bytes'
import { type Data, data } from '../data/data.ts'
import { dataCodec, readUntagged } from '../data/data-codec.ts'
import { dataTags } from '../data/data-type.ts'
import type { TypeDescription } from '../data/type-description.ts'
import type { Zone } from '../time/zone.ts'
import type { Column, ColumnKind, NumberColumnType } from './column.ts'
import { decodeNumbers, isDelta, numberTypeOf } from './numbers.ts'
import type { RowLayout } from './row-layout.ts'
import { decodeTimes, looksLikeDateTime } from './times.ts'

/** Rows laid out alike, one behind the other. */
export interface Run {
  readonly octets: Uint8Array
  readonly layout: RowLayout
  /** Where the first row begins. */
  readonly start: number
  /** Number of the first row. */
  readonly row: number
  readonly count: number
}

interface TimeRules {
  readonly zone?: Zone | undefined
  /** Seconds from one capture to the next. */
  readonly period?: number | undefined
}

/**
 * Collects one column, run by run. Its kind is the expected one or that of its first value; a value that does not suit
 * the kind makes it a column of data, which has to be collected from the first row again.
 */
export class ColumnBuilder {
  /** Whether the column became one of data too late and must be collected again. */
  failed = false
  #kind: ColumnKind | undefined
  readonly #expected: ColumnKind | undefined
  readonly #rows: number
  readonly #rules: TimeRules
  /** The type that a compact array gives for the column; without it each cell has its tag. */
  readonly #of: TypeDescription | undefined
  #type: NumberColumnType | 'date-time' | 'octet-string' = 'unsigned'
  #bits: number | undefined
  #values: Float64Array | undefined
  #status: Uint8Array | undefined
  #nulls: Uint8Array | undefined
  #data: Data[] | undefined

  constructor(rows: number, expected: ColumnKind | undefined, rules: TimeRules, of?: TypeDescription) {
    this.#rows = rows
    this.#expected = expected
    this.#kind = expected === 'data' ? 'data' : undefined
    this.#rules = rules
    this.#of = of
  }

  take(run: Run, column: number): void {
    if (this.failed) return
    const tag = at(run.layout.tags, column)
    if (tag === dataTags['null-data']) {
      this.#takeNulls(run)
      return
    }
    this.#kind ??= this.#begin(run, column, tag)
    const suits =
      this.#kind === 'number'
        ? this.#takeNumbers(run, column, tag)
        : this.#kind === 'time'
          ? this.#takeTimes(run, column, tag)
          : this.#takeData(run, column)
    if (!suits) this.failed = true
  }

  /** The same column, to be collected again as data. */
  asData(): ColumnBuilder {
    return new ColumnBuilder(this.#rows, 'data', this.#rules, this.#of)
  }

  /** The column with as many rows as there really were. */
  finish(rows: number): Column {
    const nulls = this.#nulls && { nulls: cut(this.#nulls, rows) }
    if (this.#kind === 'data') return { kind: 'data', values: this.#data ?? [], ...nulls }
    // A column of nulls only: numbers not given.
    const values = cut(this.#values ?? new Float64Array(rows).fill(Number.NaN), rows)
    if (this.#kind === 'time' || (this.#kind === undefined && this.#expected === 'time')) {
      const status = cut(this.#status ?? new Uint8Array(rows).fill(0xff), rows)
      return {
        kind: 'time',
        type: this.#type === 'date-time' ? 'date-time' : 'octet-string',
        values,
        status,
        ...nulls,
      }
    }
    const bits = this.#bits === undefined ? undefined : { bits: this.#bits }
    return { kind: 'number', type: this.#type as NumberColumnType, values, ...bits, ...nulls }
  }

  /** Decides the kind by the first value, and makes the rows before it, all null, ones of that kind. */
  #begin({ octets, layout, start, row }: Run, column: number, tag: number): ColumnKind {
    const type = numberTypeOf(tag)
    if (type !== undefined) {
      this.#type = type
      if (type === 'bit-string') this.#bits = at(layout.sizes, column)
      this.#values = new Float64Array(this.#rows).fill(Number.NaN, 0, row)
      return 'number'
    }
    const mayBeTime =
      isTime(tag, at(layout.sizes, column)) &&
      (this.#expected === 'time' || looksLikeDateTime(octets, start + at(layout.contents, column)))
    if (mayBeTime && this.#expected !== 'number') {
      this.#type = tag === dataTags['date-time'] ? 'date-time' : 'octet-string'
      this.#values = new Float64Array(this.#rows).fill(Number.NaN, 0, row)
      this.#status = new Uint8Array(this.#rows).fill(0xff, 0, row)
      return 'time'
    }
    this.#data = Array.from({ length: row }, data.nothing)
    return 'data'
  }

  #takeNumbers({ octets, layout, start, row, count }: Run, column: number, tag: number): boolean {
    const bits = at(layout.sizes, column)
    if ((tag === dataTags['bit-string'] ? bits : undefined) !== this.#bits) return false
    const values = defined(this.#values, 'the column of numbers')
    const first = start + at(layout.contents, column)
    if (!decodeNumbers(tag, { octets, at: first, stride: layout.stride, count, bits }, values, row))
      return false
    if (!isDelta(tag)) return true
    let last = values[row - 1] ?? Number.NaN
    for (let i = row; i < row + count; i++) {
      last += values[i] ?? 0
      values[i] = last
    }
    // Differences to nothing mean nothing.
    return !Number.isNaN(values[row])
  }

  #takeTimes({ octets, layout, start, row, count }: Run, column: number, tag: number): boolean {
    if (!isTime(tag, at(layout.sizes, column))) return false
    const first = start + at(layout.contents, column)
    if (this.#expected !== 'time') {
      for (let i = 0; i < count; i++) if (!looksLikeDateTime(octets, first + i * layout.stride)) return false
    }
    const values = defined(this.#values, 'the column of times')
    const status = defined(this.#status, 'the status of times')
    decodeTimes({ octets, at: first, stride: layout.stride, count }, this.#rules.zone, values, status, row)
    return true
  }

  #takeData({ octets, layout, start, count }: Run, column: number): boolean {
    this.#data ??= []
    for (let i = 0; i < count; i++) {
      const reader = new Reader(octets, { start: start + at(layout.cells, column) + i * layout.stride })
      this.#data.push(this.#of === undefined ? dataCodec.decode(reader) : readUntagged(reader, this.#of))
    }
    return true
  }

  #takeNulls({ row, count }: Run): void {
    this.#nulls ??= new Uint8Array(this.#rows)
    this.#nulls.fill(1, row, row + count)
    if (this.#kind === undefined) return
    if (this.#kind === 'data') {
      this.#data ??= []
      const before = this.#data.at(-1) ?? data.nothing()
      for (let i = 0; i < count; i++) this.#data.push(before)
      return
    }
    const values = defined(this.#values, 'the column')
    const before = values[row - 1] ?? Number.NaN
    if (this.#kind === 'number') values.fill(before, row, row + count)
    else {
      const { period = Number.NaN } = this.#rules
      for (let i = 0; i < count; i++) values[row + i] = before + (i + 1) * period
    }
    this.#status?.fill(this.#status[row - 1] ?? 0xff, row, row + count)
  }
}

function isTime(tag: number, size: number): boolean {
  return tag === dataTags['date-time'] || (tag === dataTags['octet-string'] && size === 12)
}

/** Room is made for as many rows as a compact array may have; what was too much is given back. */
function cut<A extends Float64Array | Uint8Array>(array: A, rows: number): A {
  return array.length === rows ? array : (array.slice(0, rows) as A)
}
