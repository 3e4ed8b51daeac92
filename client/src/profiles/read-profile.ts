import type { Obis } from '@ferraris/cosem'
import { secondsPerDay } from '@ferraris/metering'
import type { AttributeSource } from '../session/attribute-source.ts'
import { ask } from '../session/query.ts'
import type { ProfileHead } from './profile-head.ts'
import type { ProfileRows } from './profile-rows.ts'
import type { Span } from './row-requests.ts'
import { firstSelection, type RowTerms, rowsQuery } from './rows-query.ts'

/** Rows in one request, so that what has come over a bad line is a piece worth keeping. */
export const rowsPerRequest = 1000

/**
 * Rows of a span of a profile, part by part, each as soon as it has come: memory holds one part. `head` gains the way of
 * selecting that the meter was found to take. Throws ClientError, DecodeError.
 */
export async function* readRows(
  source: AttributeSource,
  obis: Obis,
  head: ProfileHead,
  span: Span,
  terms: RowTerms,
  keepHead: (head: ProfileHead) => void,
): AsyncGenerator<ProfileRows> {
  let known = head
  for (const part of partsOf(span, head)) {
    const isOne = firstSelection(known, terms) !== 'range'
    const [{ rows, selection }] = await ask(source, rowsQuery(obis, known, isOne ? span : part, terms))
    if (selection !== firstSelection(known, terms)) {
      known = { ...known, selection }
      keepHead(known)
    }
    if (selection !== 'range') {
      // They came all at once, and perhaps more than was asked for.
      yield rowsWithin(rows, { from: isOne ? span.from : part.from, to: span.to })
      return
    }
    yield rows
  }
}

/** A span in pieces that an answer can hold. Rows of events come in one. */
function* partsOf({ from, to }: Span, { capturePeriod }: ProfileHead): Generator<Span> {
  const step =
    capturePeriod > 0 ? Math.max(secondsPerDay, rowsPerRequest * capturePeriod) : Number.POSITIVE_INFINITY
  for (let at = from; at <= to; at += step) yield { from: at, to: Math.min(at + step - 1, to) }
}

/** The rows with stamps in a span. */
function rowsWithin(rows: ProfileRows, { from, to }: Span): ProfileRows {
  const kept: number[] = []
  for (const [row, time] of rows.times.entries()) if (time >= from && time <= to) kept.push(row)
  return kept.length === rows.count ? rows : rowsAt(rows, kept)
}

function rowsAt(rows: ProfileRows, kept: readonly number[]): ProfileRows {
  const numbers = (all: Float64Array) => Float64Array.from(kept, row => all[row] ?? Number.NaN)
  const octets = (all: Uint8Array) => Uint8Array.from(kept, row => all[row] ?? 0)
  return {
    ...rows,
    count: kept.length,
    times: numbers(rows.times),
    status: octets(rows.status),
    registers: rows.registers.map(numbers),
    columns: rows.columns.map(column => {
      const nulls = column.nulls && { nulls: octets(column.nulls) }
      if (column.kind === 'data')
        return { ...column, values: column.values.filter((_, row) => kept.includes(row)), ...nulls }
      const values = numbers(column.values)
      if (column.kind === 'number') return { ...column, values, ...nulls }
      return { ...column, values, status: octets(column.status), ...nulls }
    }),
  }
}
