import { Problem } from '@ferraris/service'
import { Value } from 'typebox/value'
import { csvRows, faultOfSerial, serialColumns } from '../activities/targets/csv.ts'
import { type NewDebt, newDebt } from './schemas.ts'

/** Bad rows that are told at once. */
const mostErrors = 100

/** Debts of a CSV text with a row of titles. Throws Problem with each bad row. */
export function debtsInCsv(text: string): NewDebt[] {
  const rows = csvRows(text)
  if ('detail' in rows) throw refusal([rows])
  const titles = (rows[0]?.record ?? []).map(title => title.trim().toLowerCase())
  const place = (...names: readonly string[]) => titles.findIndex(title => names.includes(title))
  const columns = {
    endDevice: place(...serialColumns),
    amount: place('amount'),
    currency: place('currency'),
    reference: place('reference'),
  }
  for (const [name, at] of [
    ['serial', columns.endDevice],
    ['amount', columns.amount],
  ] as const)
    if (at < 0)
      throw refusal([
        { line: 1, detail: `has no column \`${name}\`; begin with the row serial,amount,currency,reference` },
      ])
  const bad: BadRow[] = []
  const debts: NewDebt[] = []
  for (const { record, info } of rows.slice(1)) {
    const cell = (at: number) => (at < 0 ? '' : (record[at]?.trim() ?? ''))
    const currency = cell(columns.currency).toUpperCase()
    const reference = cell(columns.reference)
    const debt = {
      endDevice: cell(columns.endDevice),
      // A list that is separated by semicolons may have decimal commas.
      amount: cell(columns.amount).replace(',', '.'),
      ...(currency !== '' && { currency }),
      ...(reference !== '' && { reference }),
    }
    const detail = faultOf(debt)
    if (detail === undefined) debts.push(debt)
    else bad.push({ line: info.lines, detail })
  }
  if (bad.length > 0) throw refusal(bad)
  return debts
}

interface BadRow {
  readonly line: number
  readonly detail: string
}

function faultOf(debt: NewDebt): string | undefined {
  const { properties } = newDebt
  if (!Value.Check(properties.endDevice, debt.endDevice)) return faultOfSerial(debt.endDevice)
  if (!Value.Check(properties.amount, debt.amount) || Number(debt.amount) === 0)
    return `the amount ${quoted(debt.amount)} is none; write it with a decimal point, more than 0, for example 131.40`
  if (debt.currency !== undefined && !Value.Check(properties.currency, debt.currency))
    return `the currency ${quoted(debt.currency)} is none; write three letters, for example EUR`
  if (debt.reference !== undefined && !Value.Check(properties.reference, debt.reference))
    return 'the reference is longer than 64 characters'
  return undefined
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 32))
}

function refusal(bad: readonly BadRow[]): Problem {
  const errors = bad.slice(0, mostErrors).map(({ line, detail }) => ({ parameter: `csv:${line}`, detail }))
  return new Problem(
    'invalid-request',
    `csv has ${bad.length} rows that are no debts; line ${bad[0]?.line}: ${bad[0]?.detail}`,
    { errors },
  )
}
