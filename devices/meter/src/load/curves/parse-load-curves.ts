import { type CivilDay, parseCivilDay } from '../../calendar/civil-day.ts'
import { quartersPerDay } from '../load-source.ts'
import { LoadCurveError } from './load-curve-error.ts'

/** The measured days of one household: 96 values in whole Wh each. */
export type MeasuredDays = Map<CivilDay, Int32Array>

/** A file of load curves as it stands: its households in the file's order. */
export interface LoadCurveTable {
  readonly households: ReadonlyMap<string, MeasuredDays>
  /** Cells without a value; they count as 0 Wh. */
  readonly missingCells: number
}

const columnsOf = 2 + quartersPerDay
const headerColumns = [
  'household',
  'date',
  ...Array.from({ length: quartersPerDay }, (_, q) => quarterName(q)),
]
const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const missing = new Set(['', 'NA', 'NaN', 'null'])
/** No supply point of this system moves more than a MWh in a quarter hour (4 MW). */
const largestWh = 1_000_000

/**
 * Reads the wide form: a header `household,date,q00,…,q95`, then one line per household and day, energies in Wh.
 * Values are rounded to whole Wh; negative ones stay negative, for that is what the source measured.
 *
 * @throws {LoadCurveError} with line and column
 */
export function parseLoadCurves(text: string, file = 'load curves'): LoadCurveTable {
  const [header = '', ...rows] = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  checkHeader(header, file)
  const households = new Map<string, MeasuredDays>()
  let missingCells = 0
  for (const [index, row] of rows.entries()) {
    if (row === '') continue
    const line = index + 2
    const fail = (code: LoadCurveError['code'], column: number | undefined, detail: string): never => {
      throw new LoadCurveError(code, detail, file, line, column)
    }
    const cells = row.split(',')
    if (cells.length !== columnsOf) {
      fail('bad-row', undefined, `${cells.length} cells where household, date and 96 quarter hours belong`)
    }
    const [household = '', date = '', ...energies] = cells.map(cell => cell.trim())
    if (household === '') fail('bad-household', 1, 'a household needs a name')
    const day = parseCivilDay(date)
    if (day === undefined) return fail('bad-date', 2, `"${date}" is no date of the form YYYY-MM-DD`)
    const values = new Int32Array(quartersPerDay)
    for (const [quarter, cell] of energies.entries()) {
      if (missing.has(cell)) missingCells++
      else if (!number.test(cell)) fail('bad-value', 3 + quarter, `"${cell}" is no energy in Wh`)
      else if (Math.abs(Number(cell)) > largestWh)
        fail('bad-value', 3 + quarter, `${cell} Wh is more than a MWh`)
      else values[quarter] = Math.round(Number(cell))
    }
    const days = households.get(household) ?? new Map<CivilDay, Int32Array>()
    if (days.has(day)) fail('duplicate-day', 2, `household ${household} has the day ${date} twice`)
    households.set(household, days.set(day, values))
  }
  if (households.size === 0) throw new LoadCurveError('empty', 'no household in it, only a header', file)
  return { households, missingCells }
}

function checkHeader(header: string, file: string): void {
  if (header === '') throw new LoadCurveError('empty', 'the file is empty', file)
  const cells = header.split(',').map(cell => cell.trim())
  for (let index = 0; index < columnsOf; index++) {
    if (cells[index] === headerColumns[index]) continue
    const found = cells[index] === undefined ? 'nothing' : `"${cells[index]}"`
    throw new LoadCurveError(
      'bad-header',
      `${found} where "${headerColumns[index]}" belongs`,
      file,
      1,
      index + 1,
    )
  }
  if (cells.length > columnsOf) {
    throw new LoadCurveError('bad-header', `more columns than q95`, file, 1, columnsOf + 1)
  }
}

function quarterName(quarter: number): string {
  return `q${String(quarter).padStart(2, '0')}`
}
