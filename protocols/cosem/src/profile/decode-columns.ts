import { at, DecodeError, Reader } from '@ferraris/bytes'
import { axdr } from '@ferraris/codec'
import { valuesPerOctet } from '../data/data-codec.ts'
import { dataTags } from '../data/data-type.ts'
import { contentSize } from '../data/skip-data.ts'
import { type TypeDescription, typeDescription } from '../data/type-description.ts'
import type { Zone } from '../time/zone.ts'
import type { Column, ColumnKind } from './column.ts'
import { ColumnBuilder, type Run } from './column-builder.ts'
import { RowLayout, readRowHead } from './row-layout.ts'

export interface Columns {
  readonly rows: number
  /** Empty if there are no rows. */
  readonly columns: Column[]
}

export interface ColumnOptions {
  /** Where the meter's local time applies, for date-times without deviation. */
  readonly zone?: Zone | undefined
  /** The profile's capture period in seconds, for clocks that were left out as null-data. */
  readonly period?: number | undefined
  /** What is expected in each column, see `columnKindOf`; where nothing is, the first value decides. */
  readonly kinds?: readonly (ColumnKind | undefined)[] | undefined
}

/** Decodes octets that hold exactly one profile buffer. Throws {@link DecodeError}. See {@link readColumns}. */
export function decodeColumns(octets: Uint8Array, options: ColumnOptions = {}): Columns {
  const reader = new Reader(octets)
  const columns = readColumns(reader, options)
  reader.finish()
  return columns
}

/**
 * Reads the buffer of a profile (IEC 62056-6-2, class 7, attribute 2), an array or compact array of structures, into
 * columns, without an object for each row. Memory grows with the octets that are there, not with what they announce.
 */
export function readColumns(reader: Reader, options: ColumnOptions = {}): Columns {
  const offset = reader.offset
  const tag = reader.u8()
  switch (tag) {
    case dataTags.array:
      return readArray(reader, options)
    case dataTags['compact-array']:
      return readCompactArray(reader, options)
    case dataTags['null-data']:
      return { rows: 0, columns: [] }
    default:
      throw new DecodeError('unexpected', offset, `a profile buffer is an array, not tag ${tag}`)
  }
}

function readArray(reader: Reader, options: ColumnOptions): Columns {
  const offset = reader.offset
  const rows = axdr.readLength(reader)
  if (rows === 0) return { rows, columns: [] }
  const start = reader.offset
  const width = readRowHead(reader)
  reader.offset = start
  // A row has two octets at least, a cell one: what is announced beyond that is not there.
  if (rows * (2 + width) > reader.remaining) {
    throw new DecodeError(
      'truncated',
      offset,
      `${rows} rows of ${width} columns announced, ${reader.remaining} octets left`,
    )
  }
  const layout = new RowLayout(width)
  return collect(
    Array.from({ length: width }, (_, i) => new ColumnBuilder(rows, options.kinds?.[i], options)),
    take => {
      reader.offset = start
      let row = 0
      while (row < rows) {
        const start = reader.offset
        layout.measureTagged(reader)
        const count = layout.countAlike(reader.octets, start, reader.end, rows - row)
        reader.offset = start + count * layout.stride
        take({ octets: reader.octets, layout, start, row, count })
        row += count
      }
      return rows
    },
  )
}

function readCompactArray(reader: Reader, options: ColumnOptions): Columns {
  const offset = reader.offset
  const of = typeDescription.decode(reader)
  if (of.type !== 'structure')
    throw new DecodeError('unexpected', offset, `compact array of ${of.type} has no rows`)
  const contents = reader.window(axdr.readLength(reader))
  const start = contents.offset
  if (contents.remaining === 0) return { rows: 0, columns: [] }
  const smallestRow = of.of.reduce((sum, column) => sum + smallestSize(column), 0)
  if (smallestRow === 0) throw new DecodeError('unexpected', start, 'elements without content')
  const rows = Math.floor(contents.remaining / smallestRow)
  if (rows * of.of.length > contents.remaining * valuesPerOctet) {
    throw new DecodeError('limit', start, 'more values than the octets can hold')
  }
  const layout = new RowLayout(of.of.length)
  return collect(
    of.of.map((column, i) => new ColumnBuilder(rows, options.kinds?.[i], options, column)),
    take => {
      contents.offset = start
      const budget = { left: (contents.end - start) * valuesPerOctet }
      let row = 0
      while (contents.remaining > 0) {
        const start = contents.offset
        layout.measureUntagged(contents, of.of, budget)
        const count = layout.countAlike(contents.octets, start, contents.end, rows - row)
        contents.offset = start + count * layout.stride
        take({ octets: contents.octets, layout, start, row, count })
        row += count
      }
      return row
    },
  )
}

/** The fewest octets that a value of a compact array can take. */
function smallestSize(of: TypeDescription): number {
  if (of.type === 'array') return of.count * smallestSize(of.of)
  if (of.type === 'structure') return of.of.reduce((sum, member) => sum + smallestSize(member), 0)
  return Math.abs(at(contentSize, dataTags[of.type]))
}

/** Walks the rows; a second time for columns that turned out, too late, to be none of numbers or times. */
function collect(builders: ColumnBuilder[], walk: (take: (run: Run) => void) => number): Columns {
  const rows = walk(run => {
    for (const [i, builder] of builders.entries()) builder.take(run, i)
  })
  const again = builders.map(builder => (builder.failed ? builder.asData() : undefined))
  if (again.some(builder => builder !== undefined)) {
    walk(run => {
      again.forEach((builder, i) => {
        builder?.take(run, i)
      })
    })
  }
  return { rows, columns: builders.map((builder, i) => (again[i] ?? builder).finish(rows)) }
}
