import { type Passage, passageOf } from '@ferraris/codec/dissect'
import type { Message } from '../application/messages.ts'
import { catalogue, type RowKind } from '../tables/catalogue.ts'
import type { Reading } from '../tables/reading.ts'
import type { AskedRow, Context } from './context.ts'

type Row = AskedRow & { readonly data: Uint8Array }

/** Rows in a message as layers of their own, as far as they are in the catalogue. */
export function explainRows(context: Context, passage: Passage, message: Message): void {
  for (const { table, row, data } of rowsIn(message, context.asked)) {
    const kind = kindOf(table, row)
    if (kind === undefined || data.length === 0) continue
    const { layer, value } = context.layerOver(kind.name, kind.codec, passageOf(passage, data))
    if (value === undefined) continue
    const readings = kind.readings?.(value) ?? []
    layer.summary = [`table ${table}, row ${row}, ${kind.obis}`, ...readings.map(shown)].join('; ')
  }
}

/** Whether a message writes what no meter ever shows: keys. */
export function writesSecrets(message: Message): boolean {
  return rowsIn(message, undefined).some(({ table, row }) => {
    const kind = kindOf(table, row)
    return kind !== undefined && kind.read === undefined
  })
}

const kinds = Object.values(catalogue) as unknown as readonly RowKind<unknown>[]

function kindOf(table: number, row: number): RowKind<unknown> | undefined {
  return kinds.find(({ table: its, rows: [first, last] }) => its === table && first <= row && row <= last)
}

function shown({ obis, value, scaler, unit }: Reading): string {
  return `${obis} ${scaler === 0 ? value : `${value}·10^${scaler}`} ${unit}`.trimEnd()
}

function rowsIn(message: Message, asked: AskedRow | undefined): readonly Row[] {
  switch (message.kind) {
    case 'write.request':
    case 'set-initial.request':
      return [message]
    case 'write-table.request':
    case 'write-table-initial.request':
      return message.rows.map((data, i) => ({ table: message.table, row: message.firstRow + i, data }))
    case 'read.response':
      return asked === undefined ? [] : [{ ...asked, data: message.data }]
    case 'read-table.response':
    case 'select-buffer.response':
      return asked === undefined ? [] : message.rows.map(one => ({ ...one, table: asked.table }))
    default:
      return []
  }
}
