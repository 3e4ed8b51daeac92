import type { AskOptions } from '../head-end/asking.ts'
import { HeadEndDoor } from '../head-end/head-end-door.ts'
import { show } from '../terminal/say.ts'
import { table } from '../terminal/table.ts'
import { pairsOf } from './pairs.ts'

interface Rule {
  readonly id: string
  readonly title: string
  readonly enabled: boolean
  readonly parameters: readonly {
    readonly name: string
    readonly unit: string
    readonly value: number
    readonly default: number
  }[]
}

interface RuleList {
  readonly items: readonly Rule[]
}

interface GroupOptions extends AskOptions {
  readonly group: string
}

/** `data rules`. */
export async function listRules({ headEnd, json, group }: GroupOptions): Promise<void> {
  const list = (await new HeadEndDoor(headEnd).get(
    `/meter-data/rules?group=${encodeURIComponent(group)}`,
    'rules',
  )) as RuleList
  show(json, list, () => rulesTable(list.items))
}

/** `data rule`. Throws InputError. */
export async function setRule(
  id: string,
  {
    headEnd,
    json,
    group,
    off,
    set,
  }: GroupOptions & { readonly off?: boolean; readonly set: readonly string[] },
): Promise<void> {
  const body = { enabled: off !== true, parameters: Object.fromEntries(pairsOf(set)) }
  const path = `/meter-data/rules/${encodeURIComponent(id)}?group=${encodeURIComponent(group)}`
  const list = (await new HeadEndDoor(headEnd).put(path, body, `rule ${id}`)) as RuleList
  show(json, list, () => rulesTable(list.items.filter(rule => rule.id === id)))
}

/** `data recompute`. */
export async function recompute({
  headEnd,
  json,
  from,
  to,
  meter,
}: AskOptions & { readonly from: string; readonly to: string; readonly meter?: string }): Promise<void> {
  const body = { from, to, ...(meter && { endDevice: meter }) }
  const answer = (await new HeadEndDoor(headEnd).post('/meter-data/recomputations', body, 'the days')) as {
    readonly due: number
  }
  show(json, answer, () => `${answer.due} days of meters are judged again`)
}

function rulesTable(rules: readonly Rule[]): string {
  const heads = [
    { title: 'number' },
    { title: 'what' },
    { title: 'asked' },
    { title: 'numbers', flexible: 'cut' as const },
  ]
  return table(
    heads,
    rules.map(({ id, title, enabled, parameters }) => [
      id,
      title,
      enabled ? 'yes' : 'no',
      parameters
        .map(({ name, value, unit, default: usual }) =>
          `${name} ${value} ${unit}${value === usual ? '' : ` (default ${usual})`}`.trim(),
        )
        .join(', '),
    ]),
  )
}
