import type { SignedEmergencyCall } from '@ferraris/metering'
import type { Refusal } from '../application/refusals.ts'
import type { Row } from '../application/rows.ts'

/** With which right a request comes: in clear, under the read key, under the write key, under the factory's key. */
export type Right = 'clear' | 'read' | 'write' | 'factory'

/** Done, or why not. */
export type Effect = 'done' | Refusal

/**
 * The tables behind a server. All answers are immediate; a refusal is a value. The server calls nothing twice for one
 * request, and keeps its counter after the effect: a store that commits both at once has every effect exactly once.
 */
export interface TableStore {
  /** The octets of a row. */
  read(table: number, row: number, right: Right): Uint8Array | Refusal
  /** The rows there are from the first to the last number, in order, as lazily as they are taken. */
  readRows(table: number, firstRow: number, lastRow: number, right: Right): Iterable<Row> | Refusal
  /**
   * What is stamped from one UNIX second to another, both included, in order. A row that can be cut ends within `room`
   * octets; the client asks on behind it.
   */
  select(table: number, from: number, to: number, room: number, right: Right): Iterable<Row> | Refusal
  write(table: number, row: number, data: Uint8Array, right: Right): Effect
  /** One row, or all of them for row FF. */
  reset(table: number, row: number, right: Right): Effect
  command(command: number, parameters: Uint8Array, right: Right): Effect
  tables(): readonly { readonly table: number; readonly rows: number }[]
  /** A block of an image; it comes in clear, the image is checked as a whole. */
  firmwareBlock(transfer: number, block: number, data: Uint8Array): Effect
  /** An emergency that is called to all; it comes in clear, its signature proves it. Absent where none is taken. */
  emergency?(call: SignedEmergencyCall): Effect
}
