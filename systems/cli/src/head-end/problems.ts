import { show } from '../terminal/say.ts'
import { print } from '../terminal/style.ts'
import { table } from '../terminal/table.ts'
import type { AskOptions } from './asking.ts'
import { HeadEndDoor } from './head-end-door.ts'

/** What the head-end found wrong, as it tells it. */
interface Summary {
  readonly now: string
  readonly problemsTotal: number
  readonly problems: readonly {
    readonly kind: string
    readonly severity: string
    readonly since: string
    readonly concentrator: string | null
    readonly endDevice: string | null
    readonly count: number
    readonly action: string
  }[]
}

/** `head-end problems`: the list that the overview of the console begins with. */
export async function listProblems({ headEnd, json }: AskOptions): Promise<void> {
  const summary = (await new HeadEndDoor(headEnd).get('/summary', 'the summary')) as Summary
  const { now, problems, problemsTotal } = summary
  show(json, { now, problemsTotal, problems }, () => described(summary))
}

function described({ problems, problemsTotal }: Summary): string {
  if (problems.length === 0) return 'nothing needs a person'
  const heads = [
    { title: 'since' },
    { title: 'severity' },
    { title: 'what' },
    { title: 'where' },
    { title: 'count', align: 'right' as const },
    { title: 'what to do', flexible: 'wrap' as const },
  ]
  const rows = problems.map(({ since, severity, kind, endDevice, concentrator, count, action }) => [
    `${since.slice(0, 16)}Z`,
    severity,
    kind,
    endDevice ?? concentrator ?? '',
    String(count),
    action,
  ])
  const leftOff = problemsTotal - problems.length
  const more = leftOff > 0 ? `\n${print.quiet(`${leftOff} more are not in this list`)}` : ''
  return table(heads, rows) + more
}
