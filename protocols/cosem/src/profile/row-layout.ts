import { DecodeError, octetsOfBits, type Reader } from '@ferraris/bytes'
import { axdr } from '@ferraris/codec'
import { readUntagged } from '../data/data-codec.ts'
import { dataTags } from '../data/data-type.ts'
import { contentSize, skipData } from '../data/skip-data.ts'
import type { TypeDescription } from '../data/type-description.ts'

/**
 * Where the cells of a row lie. Rows of a profile are mostly laid out alike, so one row is measured and those behind it
 * are only compared in the octets that decide the layout: tags and lengths.
 */
export class RowLayout {
  readonly width: number
  /** Tag of each cell's type. */
  readonly tags: number[]
  /** Where each cell begins, from the start of the row. */
  readonly cells: number[]
  /** Where its content begins, behind tag and length. */
  readonly contents: number[]
  /** Octets of the content; of a bit-string, its bits. */
  readonly sizes: number[]
  /** Octets of the whole row. */
  stride = 0
  /** Whether rows can be compared with this one: nested values would have to be measured each. */
  #comparable = true
  /** Offsets of the octets that decide the layout. */
  #deciding: number[] = []

  constructor(width: number) {
    this.width = width
    this.tags = new Array(width).fill(0)
    this.cells = new Array(width).fill(0)
    this.contents = new Array(width).fill(0)
    this.sizes = new Array(width).fill(0)
  }

  /** Measures a row that carries its tags, and moves the reader behind it. */
  measureTagged(reader: Reader): void {
    const start = this.#begin(reader)
    const width = readRowHead(reader)
    if (width !== this.width) {
      throw new DecodeError('unexpected', start, `row of ${width} columns among rows of ${this.width}`)
    }
    this.#decide(start, start, reader.offset)
    for (let column = 0; column < width; column++) {
      const cell = reader.offset
      this.#measureCell(reader, column, reader.u8(), start, cell)
    }
    this.stride = reader.offset - start
  }

  /** Measures a row of a compact array; the tags stand in its description. */
  measureUntagged(reader: Reader, columns: readonly TypeDescription[], budget: { left: number }): void {
    const start = this.#begin(reader)
    columns.forEach((of, column) => {
      const cell = reader.offset
      if (of.type === 'array' || of.type === 'structure') {
        readUntagged(reader, of, budget)
        this.#place(column, dataTags[of.type], start, cell, cell, 0)
        this.#comparable = false
      } else {
        if (--budget.left < 0) throw new DecodeError('limit', cell, 'more values than the octets can hold')
        this.#measureCell(reader, column, dataTags[of.type], start, cell)
      }
    })
    this.stride = reader.offset - start
  }

  /** How many rows from `start` on are laid out like the measured one, itself included; at most `most`. */
  countAlike(octets: Uint8Array, start: number, end: number, most: number): number {
    if (!this.#comparable) return 1
    let count = 1
    for (let row = start + this.stride; count < most && row + this.stride <= end; row += this.stride) {
      if (!this.#isAlike(octets, start, row)) break
      count++
    }
    return count
  }

  #isAlike(octets: Uint8Array, measured: number, row: number): boolean {
    for (const offset of this.#deciding) {
      if (octets[measured + offset] !== octets[row + offset]) return false
    }
    return true
  }

  #begin(reader: Reader): number {
    this.#comparable = true
    this.#deciding.length = 0
    return reader.offset
  }

  #measureCell(reader: Reader, column: number, tag: number, start: number, cell: number): void {
    let size = contentSize[tag] ?? 0
    if (size < 0) {
      if (
        tag === dataTags['octet-string'] ||
        tag === dataTags['visible-string'] ||
        tag === dataTags['utf8-string']
      ) {
        size = axdr.readLength(reader)
      } else if (tag === dataTags['bit-string']) {
        const bits = axdr.readLength(reader)
        this.#place(column, tag, start, cell, reader.offset, bits)
        this.#decide(start, cell, reader.offset)
        reader.take(octetsOfBits(bits))
        return
      } else {
        // Nested, or no type at all: skipData says which.
        reader.offset = cell
        skipData(reader)
        this.#place(column, tag, start, cell, cell, 0)
        this.#comparable = false
        return
      }
    }
    this.#place(column, tag, start, cell, reader.offset, size)
    this.#decide(start, cell, reader.offset)
    reader.need(size)
    reader.offset += size
  }

  #place(column: number, tag: number, start: number, cell: number, content: number, size: number): void {
    this.tags[column] = tag
    this.cells[column] = cell - start
    this.contents[column] = content - start
    this.sizes[column] = size
  }

  #decide(start: number, from: number, to: number): void {
    for (let offset = from; offset < to; offset++) this.#deciding.push(offset - start)
  }
}

/** Reads the head of a row and returns how many columns it has. */
export function readRowHead(reader: Reader): number {
  const offset = reader.offset
  const tag = reader.u8()
  if (tag !== dataTags.structure) {
    throw new DecodeError('unexpected', offset, `row begins with tag ${tag}, not with a structure`)
  }
  return axdr.readLength(reader)
}
