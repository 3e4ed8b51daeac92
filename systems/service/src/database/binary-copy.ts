import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { PoolClient } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'

/** What every binary COPY starts with: signature, flags, length of the header's extension. */
const header = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')
const oid = { int2: 21, int8: 20 } as const

const secondsTo2000 = 946_684_800
const daysTo2000 = 10_957

/**
 * Rows in the binary format of COPY (PostgreSQL manual, COPY, "Binary Format"), written straight into one buffer:
 * the bulk path's encoder. Call `row` and then a method for each column, in the table's order.
 */
export class CopyRows {
  #octets = Buffer.allocUnsafe(64 * 1024)
  #length: number
  /** Rows written so far. */
  count = 0

  constructor() {
    this.#length = header.copy(this.#octets)
  }

  row(columns: number): void {
    this.#need(2)
    this.#length = this.#octets.writeInt16BE(columns, this.#length)
    this.count++
  }

  int2(value: number): void {
    this.#need(6)
    this.#length = this.#octets.writeInt16BE(value, this.#int4(2))
  }

  int4(value: number): void {
    this.#need(8)
    this.#length = this.#octets.writeInt32BE(value, this.#int4(4))
  }

  int8(value: number): void {
    this.#need(12)
    this.#length = this.#writeInt8(value, this.#int4(8))
  }

  text(value: string): void {
    this.bytea(Buffer.from(value))
  }

  bytea(value: Uint8Array): void {
    this.#need(4 + value.length)
    const at = this.#int4(value.length)
    this.#octets.set(value, at)
    this.#length = at + value.length
  }

  /** A calendar day as days since 1970-01-01. */
  date(dayNumber: number): void {
    this.int4(dayNumber - daysTo2000)
  }

  /** An instant in whole seconds since 1970-01-01T00:00Z. */
  timestamptz(seconds: number): void {
    this.int8((seconds - secondsTo2000) * 1_000_000)
  }

  int2Array(values: readonly number[]): void {
    this.#array(values.length, oid.int2, 2)
    for (const value of values) this.int2(value)
  }

  int8Array(values: readonly number[]): void {
    this.#array(values.length, oid.int8, 8)
    for (const value of values) this.int8(value)
  }

  /** Sends the rows into a table, or part of its columns: `staged (a, b)`. */
  async copyInto(client: PoolClient, table: string): Promise<void> {
    this.#need(2)
    const end = this.#octets.writeInt16BE(-1, this.#length)
    const target = client.query(copyFrom(`copy ${table} from stdin (format binary)`))
    await pipeline(Readable.from([this.#octets.subarray(0, end)]), target)
  }

  /** One-dimensional, no nulls, lower bound 1. */
  #array(length: number, element: number, size: number): void {
    if (length === 0) throw new RangeError('an empty array has another binary form')
    this.#need(24)
    let at = this.#int4(20 + length * (4 + size))
    for (const word of [1, 0, element, length, 1]) at = this.#octets.writeInt32BE(word, at)
    this.#length = at
  }

  #int4(value: number): number {
    return this.#octets.writeInt32BE(value, this.#length)
  }

  #writeInt8(value: number, at: number): number {
    const high = Math.floor(value / 0x1_0000_0000)
    this.#octets.writeInt32BE(high, at)
    return this.#octets.writeUInt32BE(value - high * 0x1_0000_0000, at + 4)
  }

  #need(octets: number): void {
    if (this.#length + octets <= this.#octets.length) return
    const larger = Buffer.allocUnsafe(Math.max(this.#octets.length * 2, this.#length + octets))
    this.#octets.copy(larger, 0, 0, this.#length)
    this.#octets = larger
  }
}
