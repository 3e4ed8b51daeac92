import { zone } from '@ferraris/cosem'
import type { Columns, ColumnToEncode } from '@ferraris/cosem/profile'

export const rome = zone('Europe/Rome')

/** Quarter hours from a local midnight on: clock, A+ and A−, 26 octets a row. */
export function quarterHours(firstDay: string, rows: number): ColumnToEncode[] {
  const midnight = rome.startOfDay(firstDay)
  const column = (value: (row: number) => number) => Array.from({ length: rows }, (_, row) => value(row))
  return [
    { kind: 'time', type: 'octet-string', values: column(row => midnight + 900 * (row + 1)) },
    { kind: 'number', type: 'double-long-unsigned', values: column(row => 23_866_000 + 57 * row) },
    { kind: 'number', type: 'double-long-unsigned', values: column(row => 1_204_000 + 3 * row) },
  ]
}

/** What {@link quarterHours} are as columns of numbers. */
export const quarterHourKinds = ['time', undefined, undefined] as const

/** The profile of one day that all stacks are measured with: 96 rows, 2,498 octets. */
export const day: readonly ColumnToEncode[] = quarterHours('2026-11-20', 96)

/** What is measured must also be right: every value comes back. */
export function checkColumns(profile: readonly ColumnToEncode[], { columns }: Columns): void {
  profile.forEach(({ values }, i) => {
    const decoded = columns[i]?.values
    for (let row = 0; row < values.length; row++) {
      if (decoded?.[row] !== values[row])
        throw new Error(`row ${row}, column ${i}: ${decoded?.[row]} is not ${values[row]}`)
    }
  })
}
