import { encode } from '@ferraris/codec'
import type { Refusal, Row } from '@ferraris/smitp'
import type { Effect, Right, TableStore } from '@ferraris/smitp/session'
import { catalogue, type RowKind, type RowKindName, rowKindOf } from '@ferraris/smitp/tables'
import type { Context } from './context.ts'
import { carryOut, resetRow, writeRow } from './effects.ts'
import type { RowSource } from './row-source.ts'
import { rowSources } from './row-sources.ts'

/** Rights from the least to the most; the factory's key stands apart and loads keys only. */
const rank = { clear: 0, read: 1, write: 2, factory: -1 } as const satisfies Record<Right, number>

const allRows = 0xff

/** A kind with its source, of whatever type its rows are: only ever used with one another. */
interface View {
  readonly kind: RowKind<unknown>
  readonly source: RowSource<unknown>
}

const tableViews: readonly View[] = (Object.keys(catalogue) as RowKindName[]).flatMap(name => {
  const source = rowSources[name] as RowSource<unknown> | undefined
  return source === undefined ? [] : [{ kind: catalogue[name] as RowKind<unknown>, source }]
})

/** The meter's store as tables: the same readings that the COSEM face shows, and the same operations behind it. */
export function tableView(context: () => Context): TableStore {
  return {
    read(table, row, right) {
      const view = tableViews.find(({ kind }) => kind.table === table && isWithin(kind, row))
      if (view === undefined) return noSuchRow(table, row, right)
      if (!mayRead(view.kind, right)) return 'access-denied'
      const value = view.source.row(context(), row)
      return value === undefined ? 'row-undefined' : encode(view.kind.codec, value)
    },

    readRows(table, firstRow, lastRow, right) {
      const views = tableViews.filter(({ kind }) => kind.table === table)
      if (views.length === 0) return noSuchRow(table, firstRow, right)
      if (lastRow < firstRow) return 'value-refused'
      if (!views.every(({ kind }) => mayRead(kind, right))) return 'access-denied'
      return rowsOf(views, context(), firstRow, lastRow)
    },

    select(table, from, to, room, right) {
      for (const { kind, source } of tableViews) {
        if (kind.table !== table || source.between === undefined) continue
        return mayRead(kind, right)
          ? encoded(kind, source.between(context(), from, to, room))
          : 'access-denied'
      }
      return noSuchRow(table, 0, right)
    },

    write(table, row, data, right) {
      const name = rowKindOf(table, row)
      if (name === undefined) return noSuchRow(table, row, right)
      const { write } = catalogue[name] as RowKind<unknown>
      const may = write !== undefined && (right === 'factory' ? name === 'keys' : rank[right] >= rank[write])
      return may ? writeRow(name, context(), data) : 'access-denied'
    },

    /** Measured values cannot be taken back: only rows of which the catalogue says so. */
    reset(table, row, right) {
      const names =
        row === allRows ? namesOf(table) : [rowKindOf(table, row)].filter(name => name !== undefined)
      if (names.length === 0) return noSuchRow(table, row, right)
      const resettable = names.filter(name => {
        const { reset } = catalogue[name] as RowKind<unknown>
        return reset !== undefined && rank[right] >= rank[reset]
      })
      let effect: Effect = 'access-denied'
      for (const name of resettable) effect = resetRow(name, context())
      return effect
    },

    command: (command, parameters, right) =>
      right === 'write' ? carryOut(command, parameters, context()) : 'access-denied',

    tables: () => {
      const rows = new Map<number, number>()
      for (const { kind } of tableViews)
        rows.set(kind.table, Math.max(rows.get(kind.table) ?? 0, kind.rows[1] + 1))
      return [...rows].map(([table, count]) => ({ table, rows: count }))
    },

    firmwareBlock: (transfer, block, data) =>
      context().images.take(transfer, block, data) ? 'done' : 'value-refused',

    emergency(call) {
      const { powerLimits, now } = context()
      return powerLimits?.takeEmergency(call, now) ? 'done' : 'value-refused'
    },
  }
}

function namesOf(table: number): RowKindName[] {
  return (Object.keys(catalogue) as RowKindName[]).filter(name => catalogue[name].table === table)
}

function isWithin({ rows: [first, last] }: RowKind<unknown>, row: number): boolean {
  return first <= row && row <= last
}

function mayRead({ read }: RowKind<unknown>, right: Right): boolean {
  return read !== undefined && rank[right] >= rank[read]
}

/** Unauthorized requests do not learn which tables exist. */
function noSuchRow(table: number, row: number, right: Right): Refusal {
  if (right === 'clear') return 'access-denied'
  const name = rowKindOf(table, row)
  if (name !== undefined) return 'access-denied'
  return tableViews.some(({ kind }) => kind.table === table) ? 'row-undefined' : 'table-undefined'
}

function* rowsOf(views: readonly View[], context: Context, first: number, last: number): Generator<Row> {
  for (const { kind, source } of views) {
    const [from, to] = kind.rows
    const numbers = source.numbers?.(context) ?? Array.from({ length: to - from + 1 }, (_, i) => from + i)
    for (const row of numbers) {
      if (row < first || row > last) continue
      const value = source.row(context, row)
      if (value !== undefined) yield { row, data: encode(kind.codec, value) }
    }
  }
}

function* encoded(
  kind: RowKind<unknown>,
  found: Iterable<{ readonly number: number; readonly value: unknown }>,
): Generator<Row> {
  for (const { number, value } of found) yield { row: number, data: encode(kind.codec, value) }
}
