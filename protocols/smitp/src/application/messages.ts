/**
 * Messages of the application layer, each declared once: ATTR, the first octet, then a body. A plain message and its
 * authenticated twin (`attribute.ts`) share the body. Public are the ATTR codes, the bodies of READ.req, READ.resp and
 * CHALLENGE; every other body is our choice and says so.
 */
import { axdr, choice, decode, encode, rest, sequence, type ValueOf } from '@ferraris/codec'
import { unsigned16le, unsigned32le } from '../little-endian.ts'
import { counted, row, untilEnd } from './rows.ts'

const data = { data: rest }
const place = { table: axdr.unsigned8, row: axdr.unsigned8 }
/** Our choice: rows with their numbers, as many as fit; the client asks on behind the last one. */
const rows = { rows: untilEnd(row) }
/** Our choice: consecutive rows from the first one on. */
const written = { table: axdr.unsigned8, firstRow: axdr.unsigned8, rows: untilEnd(counted) }
/** Our choice: which transfer (its low octet), which block of it, at most 96 octets. */
const block = { transfer: axdr.unsigned8, block: unsigned16le, data: rest }
/** Our choice: the ATTR, plain, of what was done. */
const done = { attribute: axdr.unsigned8 }
/** Our choice: why not (`refusals`), and the ATTR, plain, of what was refused. */
const refused = { error: axdr.unsigned8, attribute: axdr.unsigned8 }

/** Our choice: an emergency of the limiter for a group of meters (class 71), called to all at once and proved by the head-end's signature. */
const emergency = {
  issued: unsigned32le,
  group: unsigned16le,
  from: unsigned32le,
  seconds: unsigned32le,
  signature: axdr.octets(64),
}

/** Any message of the application layer in its plain form. */
export const message = choice('SMITP message', {
  'read.request': [2, sequence('READ.req', place)],
  /** The row's octets and nothing else. */
  'read.response': [3, sequence('READ.resp', data)],
  'write.request': [4, sequence('WRITE.req', { ...place, ...data })],
  /** Our choice: a part of a row. */
  'read-table-selective.request': [
    6,
    sequence('READTAB.req selective', { ...place, offset: axdr.unsigned8, length: axdr.unsigned8 }),
  ],
  'read-table-selective.response': [7, sequence('READTAB.resp selective', data)],
  /** Our choice: rows from the first to the last, both included. */
  'read-table.request': [
    8,
    sequence('READTAB.req', { table: axdr.unsigned8, firstRow: axdr.unsigned8, lastRow: axdr.unsigned8 }),
  ],
  'read-table.response': [9, sequence('READTAB.resp', rows)],
  'write-table.request': [10, sequence('WRITETAB.req', written)],
  /** Our choice: the same octets into every row. */
  'set-table.request': [14, sequence('SETTAB.req', { table: axdr.unsigned8, ...data })],
  /** Our choice: a row, or all rows with FF. */
  'reset-table.request': [16, sequence('RESETTAB.req', place)],
  /** Our choice: what to do, with its parameters. */
  'command.request': [18, sequence('COMMAND.req', { command: axdr.unsigned8, parameters: rest })],
  /** Spontaneous data. Our choice: a row of the table of events. */
  spontaneous: [20, sequence('DATASPONT', data)],
  /** Our choice: rows of a table with time stamps from one instant to another, UNIX seconds, both included. */
  'select-buffer.request': [
    22,
    sequence('BUFF_SELECT.req', { table: axdr.unsigned8, from: unsigned32le, to: unsigned32le }),
  ],
  'select-buffer.response': [23, sequence('BUFF_SELECT.resp', rows)],
  /** Our choice: which tables there are. */
  'list-tables.request': [30, sequence('GETTAB.req', {})],
  'list-tables.response': [
    31,
    sequence('GETTAB.resp', {
      tables: untilEnd(sequence('table', { table: axdr.unsigned8, rows: unsigned16le })),
    }),
  ],
  /** Our choice: as WRITE, before commissioning (initial configuration). */
  'set-initial.request': [40, sequence('SETIC.req', { ...place, ...data })],
  'write-table-initial.request': [42, sequence('WRITETABIC.req', written)],
  'firmware-local.request': [100, sequence('REPROG local', block)],
  'firmware-broadcast.request': [101, sequence('REPROG broadcast', block)],
  'emergency.request': [105, sequence('EMERGENCY.req', emergency)],
  /** `type` names the security mode (our choice: 0 faithful, 1 hardened); the nonce is random. */
  'challenge.request': [112, sequence('CHALLENGE.req', { type: axdr.unsigned16, nonce: axdr.octets(16) })],
  /** One ciphered block that proves the meter's counter. */
  'challenge.response': [113, sequence('CHALLENGE.resp', { type: axdr.unsigned16, proof: axdr.octets(16) })],
  'nack-b': [249, sequence('NACK B', refused)],
  'ack-b': [251, sequence('ACK B', done)],
  ack: [253, sequence('ACK A', done)],
  nack: [255, sequence('NACK A', refused)],
})
export type Message = ValueOf<typeof message>

/** Longest body of a plain message, octets behind ATTR. */
export const maxPlainBody = 127
/** Longest body of an authenticated message: 8 octets of DATE-TIME and 8 of TMAC stand behind it. */
export const maxProtectedBody = 111
/** Longest block of firmware (our choice). */
export const maxFirmwareBlock = 96

/** The plain LSDU. Its authenticated twin is made from it by `protect`. */
export function encodeMessage(value: Message): Uint8Array {
  return encode(message, value)
}

/** Throws DecodeError. An authenticated LSDU goes through `unprotect` first. */
export function decodeMessage(lsdu: Uint8Array): Message {
  return decode(message, lsdu)
}
