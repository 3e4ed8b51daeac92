import { stripVTControlCharacters } from 'node:util'
import Table from 'cli-table3'
import { print } from './style.ts'
import { columns } from './width.ts'

/** How a column stands, and which one gives way when the terminal is narrow. */
export interface Column {
  readonly title: string
  readonly align?: 'left' | 'right'
  /** Gives way where the terminal is narrow, cut short or wrapped into lines; one column at most. */
  readonly flexible?: 'cut' | 'wrap'
}

/** The gap between two columns. */
const gap = 2
const narrowest = 12

/** A table without lines: a heading, rows, and no row longer than the terminal. */
export function table(heads: readonly Column[], rows: readonly (readonly string[])[]): string {
  const wanted = heads.map(({ title }, i) =>
    Math.max(title.length, ...rows.map(row => lengthOf(row[i] ?? ''))),
  )
  const flexible = heads.findIndex(head => head.flexible !== undefined)
  const total = wanted.reduce((sum, width) => sum + width + gap, 0)
  const over = Math.max(0, total - columns(process.stdout))
  const widths = wanted.map((width, i) =>
    i === flexible && over > 0 ? Math.max(narrowest, width - over) : width,
  )
  const drawn = new Table({
    head: heads.map(({ title }) => print.quiet(title)),
    colAligns: heads.map(({ align }) => align ?? 'left'),
    wordWrap: heads[flexible]?.flexible === 'wrap',
    wrapOnWordBoundary: false,
    colWidths: widths.map(width => width + gap),
    chars: blank,
    style: { 'padding-left': 0, 'padding-right': gap, head: [], border: [] },
  })
  drawn.push(...rows.map(row => [...row]))
  return drawn
    .toString()
    .split('\n')
    .map(line => line.trimEnd())
    .join('\n')
}

const blank = Object.fromEntries(
  [
    'top top-mid top-left top-right bottom bottom-mid bottom-left bottom-right',
    'left left-mid mid mid-mid right right-mid middle',
  ].flatMap(names => names.split(' ').map(name => [name, ''])),
)

/** Characters that are seen: without colour sequences. */
function lengthOf(text: string): number {
  return Math.max(...text.split('\n').map(line => stripVTControlCharacters(line).length))
}
