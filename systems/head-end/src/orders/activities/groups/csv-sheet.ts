import { stringify } from 'csv-stringify/sync'
import type { ReadingSheet } from './schemas.ts'

/** A sheet as CSV, the sum in its last row. What a spreadsheet would take for a formula is kept from being one. */
export function csvSheet({ rows, sum, unit, time, since }: ReadingSheet): string {
  const last = {
    endDevice: 'sum',
    usagePoint: '',
    value: '',
    before: '',
    counted: sum,
    share: sum === null ? null : 100,
  }
  return stringify(
    [...rows, last].map(row => ({ ...row, unit, time, since })),
    {
      header: true,
      columns: [
        { key: 'endDevice', header: 'meter' },
        { key: 'usagePoint', header: 'usage point' },
        { key: 'time', header: 'time' },
        { key: 'value', header: 'value' },
        { key: 'since', header: 'since' },
        { key: 'before', header: 'value then' },
        { key: 'counted', header: 'counted' },
        { key: 'unit', header: 'unit' },
        { key: 'share', header: 'share %' },
      ],
      bom: true,
      record_delimiter: 'windows',
      escape_formulas: true,
    },
  )
}
