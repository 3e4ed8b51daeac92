/** What is wrong with a file of load curves. */
export type LoadCurveProblem =
  | 'unreadable'
  | 'empty'
  | 'bad-header'
  | 'bad-row'
  | 'bad-household'
  | 'bad-date'
  | 'bad-value'
  | 'duplicate-day'

/** A file of load curves that cannot be used; says where, and what belongs there. */
export class LoadCurveError extends Error {
  override readonly name = 'LoadCurveError'
  readonly code: LoadCurveProblem
  readonly file: string
  /** Line and column of the cell, both from 1; column counts cells. Absent when the whole file is at fault. */
  readonly line: number | undefined
  readonly column: number | undefined

  constructor(code: LoadCurveProblem, detail: string, file: string, line?: number, column?: number) {
    const place = [file, line && `line ${line}`, column && `column ${column}`].filter(Boolean).join(', ')
    super(`${place}: ${detail}`)
    this.code = code
    this.file = file
    this.line = line
    this.column = column
  }
}
