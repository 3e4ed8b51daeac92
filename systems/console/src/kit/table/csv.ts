import { saveFile } from '../save-file.ts'
import type { Column } from './column.tsx'

/** Rows as a file of comma-separated values (RFC 4180), with the headings of the columns. */
export function csvOf<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const written = columns.flatMap(({ name, text, order }) => {
    const value = text ?? order
    return value === undefined ? [] : [{ name, value }]
  })
  const lines = [written.map(({ name }) => name), ...rows.map(row => written.map(({ value }) => value(row)))]
  return lines.map(line => `${line.map(field).join(',')}\r\n`).join('')
}

/** Saves rows as a file of the browser. */
export function saveCsv<Row>(file: string, rows: readonly Row[], columns: readonly Column<Row>[]): void {
  saveFile(`${file}.csv`, ['\uFEFF', csvOf(rows, columns)], 'text/csv')
}

function field(value: string | number | null): string {
  if (typeof value !== 'string') return value === null ? '' : String(value)
  // A spreadsheet must not take a text that others chose for a formula.
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
