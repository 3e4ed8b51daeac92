import { at } from '@ferraris/bytes'
import { decodeMessage, type Message, maxPlainBody, maxProtectedBody } from '../application/messages.ts'
import { type Refusal, refusals } from '../application/refusals.ts'
import type { Row } from '../application/rows.ts'
import { isRequest, type SmitpRequest } from './requests.ts'
import type { Effect, Right, TableStore } from './table-store.ts'

/**
 * Serves one request, a plain LSDU from a sender with a proven right. The answer is plain; `room` is what its body may
 * have, octets.
 */
export function serve(store: TableStore, lsdu: Uint8Array, right: Right, room: number): Message | Refusal {
  const message = decodeMessage(lsdu)
  if (!isRequest(message)) return 'message-unknown'
  const answer = onRequest(store, message, right, room)
  return answer === 'done' ? { kind: 'ack', attribute: at(lsdu, 0) } : answer
}

function onRequest(store: TableStore, request: SmitpRequest, right: Right, room: number): Message | Effect {
  switch (request.kind) {
    case 'read.request': {
      const data = store.read(request.table, request.row, right)
      return typeof data === 'string' ? data : fitting(room, data, { kind: 'read.response', data })
    }
    case 'read-table-selective.request': {
      const row = store.read(request.table, request.row, right)
      if (typeof row === 'string') return row
      if (request.offset >= row.length) return 'length-wrong'
      const data = row.subarray(request.offset, request.offset + request.length)
      return fitting(room, data, { kind: 'read-table-selective.response', data })
    }
    case 'read-table.request': {
      const rows = store.readRows(request.table, request.firstRow, request.lastRow, right)
      return rowsIn(room, rows, 'read-table.response')
    }
    case 'select-buffer.request': {
      if (request.to < request.from) return 'value-refused'
      const rows = store.select(request.table, request.from, request.to, room - rowOverhead, right)
      return rowsIn(room, rows, 'select-buffer.response')
    }
    case 'list-tables.request':
      return { kind: 'list-tables.response', tables: store.tables() }
    case 'write.request':
    case 'set-initial.request':
      return store.write(request.table, request.row, request.data, right)
    case 'write-table.request':
    case 'write-table-initial.request':
      return writeRows(store, request, right)
    case 'set-table.request':
      return setTable(store, request, right)
    case 'reset-table.request':
      return store.reset(request.table, request.row, right)
    case 'command.request':
      return store.command(request.command, request.parameters, right)
    case 'firmware-local.request':
    case 'firmware-broadcast.request':
      return store.firmwareBlock(request.transfer, request.block, request.data)
    case 'emergency.request':
      return store.emergency?.(request) ?? 'message-unknown'
    case 'challenge.request':
      return 'message-unknown'
  }
}

/** Number and length before each row. */
const rowOverhead = 2

/** Longest body of an answer, octets behind ATTR: what the message bears, and what the discipline leaves of it. */
export function roomFor(isProtected: boolean, maxAnswer: number): number {
  return isProtected ? Math.min(maxProtectedBody, maxAnswer - 17) : Math.min(maxPlainBody, maxAnswer - 1)
}

function fitting(room: number, data: Uint8Array, message: Message): Message | Refusal {
  return data.length > room ? 'answer-too-long' : message
}

/** As many rows as there is room for, one at least. */
function rowsIn(
  room: number,
  found: Iterable<Row> | Refusal,
  kind: 'read-table.response' | 'select-buffer.response',
): Message | Refusal {
  if (typeof found === 'string') return found
  const rows: Row[] = []
  let left = room
  for (const row of found) {
    left -= rowOverhead + row.data.length
    if (left < 0) return rows.length === 0 ? 'answer-too-long' : { kind, rows }
    rows.push(row)
  }
  return { kind, rows }
}

function writeRows(
  store: TableStore,
  request: Extract<SmitpRequest, { kind: 'write-table.request' | 'write-table-initial.request' }>,
  right: Right,
): Effect {
  for (const [index, data] of request.rows.entries()) {
    const effect = store.write(request.table, request.firstRow + index, data, right)
    if (effect !== 'done') return effect
  }
  return 'done'
}

function setTable(
  store: TableStore,
  request: Extract<SmitpRequest, { kind: 'set-table.request' }>,
  right: Right,
): Effect {
  const table = store.tables().find(({ table }) => table === request.table)
  if (table === undefined) return 'table-undefined'
  for (let row = 0; row < table.rows; row++) {
    const effect = store.write(request.table, row, request.data, right)
    if (effect !== 'done') return effect
  }
  return 'done'
}

/** ATTR of a refusal to be sent in clear. */
export function nack(why: Refusal, attribute: number): Message {
  return {
    kind: 'nack',
    error: refusals[why],
    attribute,
  }
}
