import { type Declarations, defineErrors } from '@ferraris/errors'

const faults = {
  unreadable: ['input', 'the file cannot be read', 'check the path and your rights'],
  empty: ['input', 'the file holds no household', 'write a header and one row for each household and day'],
  'bad-header': [
    'input',
    'a column of the header has another name',
    'write the header that the message shows',
  ],
  'bad-row': [
    'input',
    'a row has too few or too many cells',
    'write household, day and one value for each quarter',
  ],
  'bad-household': ['input', 'the cell names no household', 'give each household a name'],
  'bad-date': ['input', 'the cell is no day', 'write it as 2026-11-21'],
  'bad-value': ['input', 'the cell is no energy', 'write watt-hours, or leave it empty'],
  'duplicate-day': ['input', 'a household has the same day twice', 'leave one of both rows out'],
} as const satisfies Declarations

/** What is wrong with a file of load curves. */
export type LoadCurveProblem = keyof typeof faults

/** A file of load curves that cannot be used; says where, and what belongs there. */
export class LoadCurveError extends defineErrors('load-curves', faults) {
  /** Line and column of the cell, both from 1; column counts cells. Absent when the whole file is at fault. */
  readonly line: number | undefined
  readonly column: number | undefined

  constructor(code: LoadCurveProblem, detail: string, file: string, line?: number, column?: number) {
    super(code, detail, {
      path: [file, line && `line ${line}`, column && `column ${column}`].filter(Boolean).join(', '),
    })
    this.line = line
    this.column = column
  }
}
