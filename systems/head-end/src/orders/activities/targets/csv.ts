import { CsvError, parse } from 'csv-parse/sync'
import type { BadRow } from './schemas.ts'

/** Columns by which a meter may be named, in small letters. */
export const serialColumns = ['serial', 'enddevice', 'meter']
const serialPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/
/** A cell is quoted in an answer so far. */
const longestQuote = 32

export interface ListedMeters {
  readonly serials: readonly string[]
  readonly badRows: readonly BadRow[]
}

export interface CsvRow {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

/**
 * The meters that a list names, in its column of serial numbers. Cells are text and nothing else: a formula or a path is no serial
 * number, and its row is told with its line.
 */
export function metersInCsv(text: string): ListedMeters {
  const rows = csvRows(text)
  if ('detail' in rows) return { serials: [], badRows: [rows] }
  const column = serialColumn(rows[0]?.record ?? [])
  const serials = new Set<string>()
  const badRows: BadRow[] = []
  for (const { record, info } of column === undefined ? rows : rows.slice(1)) {
    const cell = record[column ?? 0]?.trim() ?? ''
    if (serialPattern.test(cell)) serials.add(cell)
    else badRows.push({ line: info.lines, detail: faultOfSerial(cell) })
  }
  return { serials: [...serials], badRows }
}

/** The rows of a CSV text with their lines; or why it is none. Separated by comma, semicolon or tab, as its first line shows. */
export function csvRows(text: string): readonly CsvRow[] | BadRow {
  const firstLine = text.slice(0, text.search(/[\r\n]|$/))
  try {
    return parse(text, {
      bom: true,
      delimiter: [',', ';', '\t'].find(one => firstLine.includes(one)) ?? ',',
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: 10_000,
    }) as unknown as readonly CsvRow[]
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const line = Number(error.lines ?? 0)
    return { line, detail: `is not CSV (${error.code}); close quotes that are open, and keep rows short` }
  }
}

/** The place of the column of serial numbers in a row of titles; undefined when the first row is a meter already. */
function serialColumn(titles: readonly string[]): number | undefined {
  const place = titles.findIndex(title => serialColumns.includes(title.trim().toLowerCase()))
  return place < 0 ? undefined : place
}

/** Why a cell is no serial number, and what to write. */
export function faultOfSerial(cell: string): string {
  if (cell === '') return 'has no serial number; write one into its first column, or into the column `serial`'
  const quoted = JSON.stringify(cell.length > longestQuote ? `${cell.slice(0, longestQuote)}…` : cell)
  if (/^[=+\-@]/.test(cell)) return `${quoted} is a formula, not a serial number; paste values`
  return `${quoted} is not a serial number (letters, digits, dot, dash, underscore; at most 64)`
}
