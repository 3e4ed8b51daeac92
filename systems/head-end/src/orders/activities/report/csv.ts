import { Readable } from 'node:stream'
import { stringify } from 'csv-stringify'
import type { ReportRow } from './rows.ts'

const columns: Readonly<Record<keyof ReportRow, string>> = {
  endDevice: 'meter',
  concentrator: 'concentrator',
  stage: 'stage',
  state: 'state',
  attempts: 'attempts',
  cause: 'cause',
  detail: 'detail',
  requested: 'requested',
  sent: 'sent',
  confirmed: 'confirmed',
  verified: 'verified',
  changed: 'changed',
  order: 'order',
}

/** A report as CSV, row by row. What a spreadsheet would take for a formula is kept from being one by an apostrophe. */
export function csvReport(rows: AsyncIterable<ReportRow>): Readable {
  const csv = stringify({
    header: true,
    columns: Object.entries(columns).map(([key, header]) => ({ key, header })),
    bom: true,
    record_delimiter: 'windows',
    escape_formulas: true,
    cast: { date: time => time.toISOString() },
  })
  return Readable.from(rows)
    .on('error', error => csv.destroy(error))
    .pipe(csv)
}
