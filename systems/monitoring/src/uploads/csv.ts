import { counterNames, csvColumns, csvRegisters, meterRoles } from '@ferraris/chain2'
import { CsvError, parse } from 'csv-parse/sync'
import { CampaignProblem } from '../campaign-problem.ts'
import { dayOfRegisters } from '../counting/index.ts'
import type { Upload } from './upload.ts'

type Column = (typeof csvColumns)[number]
/** Registers of each row, in the order of the kinds. */
const registers: readonly Column[] = counterNames.map(kind => csvRegisters[kind])
/** Those of the production meter may be empty. */
const mayBeEmpty = new Set<Column>([csvRegisters.prodAvg, csvRegisters.prodInst])

/** Rows of a file: a thousand devices with sixty days each, and some more. */
const mostRows = 100_000

interface Row {
  readonly record: Readonly<Partial<Record<string, string>>>
  readonly info: { readonly lines: number }
}

export interface CsvFault {
  readonly line: number
  readonly detail: string
}

/**
 * The days that a file of raw registers tells, a row each, and what is wrong with the other rows. Throws CampaignProblem `not-csv`
 * when the columns are wrong.
 */
export function readCsv(
  text: string,
  participant: string | null,
): { readonly uploads: readonly Upload[]; readonly faults: readonly CsvFault[] } {
  const uploads: Upload[] = []
  const faults: CsvFault[] = []
  const lines = new Map<string, number>()
  for (const { record, info } of rowsOf(text)) {
    const detail = faultOf(record)
    if (detail !== undefined) {
      faults.push({ line: info.lines, detail })
      continue
    }
    const key = [record.du_id, record.meter, record.day].map(cell => unquoted(cell ?? '')).join(' ')
    const earlier = lines.get(key)
    if (earlier !== undefined) {
      faults.push({ line: info.lines, detail: `the same device, meter and day as line ${earlier}` })
      continue
    }
    lines.set(key, info.lines)
    uploads.push(uploadOf(record, info.lines, participant))
  }
  return { uploads, faults }
}

function rowsOf(text: string): readonly Row[] {
  let rows: readonly Row[]
  let titles: readonly string[] = []
  try {
    rows = parse(text, {
      bom: true,
      delimiter: ';',
      columns: first => {
        titles = first.map((title: string) => unquoted(title.trim()).toLowerCase())
        return [...titles]
      },
      // No cell of such a file holds the end of a line: a quote that stays open harms its own row, not those that follow.
      quote: null,
      info: true,
      trim: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: 10_000,
      to: mostRows + 1,
    }) as unknown as readonly Row[]
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new CampaignProblem('not-csv', `line ${error.lines ?? 1}: ${error.code}`)
  }
  const missing = csvColumns.filter(column => !titles.includes(column))
  if (missing.length > 0)
    throw new CampaignProblem('not-csv', `columns ${csvColumns.join(';')}; missing: ${missing.join(', ')}`)
  if (rows.length > mostRows)
    throw new CampaignProblem('not-csv', `more than ${mostRows} rows; send several files`)
  return rows
}

/** A cell without the quotes around it. */
function unquoted(cell: string): string {
  return /^"[^"]*"$/.test(cell) ? cell.slice(1, -1).trim() : cell
}

/** What is wrong with a row; undefined for a good one. */
function faultOf(record: Row['record']): string | undefined {
  const cell = (column: Column) => unquoted(record[column] ?? '')
  const open = csvColumns.find(column => cell(column).includes('"'))
  if (open !== undefined) return `${open}: a quote is opened and not closed, or stands in the middle`
  const empty = csvColumns.find(column => cell(column) === '' && !mayBeEmpty.has(column))
  if (empty !== undefined) return `${empty} is empty`
  const odd = csvColumns.find(column => !/^[ -~]{0,64}$/.test(cell(column)))
  if (odd !== undefined) return `${odd}: at most 64 letters, digits and signs of ASCII`
  if (!/^[0-9a-f]{12}$/i.test(cell('smitp_addr'))) return 'smitp_addr: write 12 hexadecimal digits'
  if (!/^[0-9a-f]{16}$/i.test(cell('system_title'))) return 'system_title: write 16 hexadecimal digits'
  if (!meterRoles.some(role => role === cell('meter'))) return `meter: write one of ${meterRoles.join(', ')}`
  if (!/^\d{4}-\d\d-\d\d$/.test(cell('day')) || !isDay(cell('day'))) return 'day: write YYYY-MM-DD'
  const wrong = registers.find(column => cell(column) !== '' && !/^[0-9a-f]{4}$/i.test(cell(column)))
  return wrong && `${wrong}: write the raw register, 4 hexadecimal digits`
}

/** Whether a text of the right form is a day of the calendar. */
function isDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}

function uploadOf(record: Row['record'], line: number, participant: string | null): Upload {
  const cell = (column: Column) => unquoted(record[column] ?? '')
  const words = registers.map(column => (cell(column) === '' ? null : Number.parseInt(cell(column), 16)))
  return {
    source: 'csv',
    participant,
    place: `line ${line}`,
    device: cell('du_id'),
    smitpAddress: cell('smitp_addr').toLowerCase(),
    systemTitle: cell('system_title').toLowerCase(),
    pod: cell('pod'),
    meter: cell('meter'),
    firmware: null,
    days: [{ ...dayOfRegisters(cell('day'), words), byHour: null }],
  }
}
