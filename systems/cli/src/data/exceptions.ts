import type { AskOptions } from '../head-end/asking.ts'
import { HeadEndDoor } from '../head-end/head-end-door.ts'
import { show } from '../terminal/say.ts'
import { print } from '../terminal/style.ts'
import { table } from '../terminal/table.ts'
import { type Finding, findingText } from './finding-text.ts'

interface Exception {
  readonly endDevice: string
  readonly obis: string
  readonly day: string
  readonly state: string
  readonly findings: readonly Finding[]
}

/** `data exceptions`. */
export async function listExceptions({
  headEnd,
  json,
  state,
  rule,
  meter,
  limit,
}: AskOptions & {
  readonly state?: string
  readonly rule?: string
  readonly meter?: string
  readonly limit: number
}): Promise<void> {
  const query = new URLSearchParams({
    limit: String(limit),
    ...(state && { state }),
    ...(rule && { rule }),
    ...(meter && { endDevice: meter }),
  })
  const page = (await new HeadEndDoor(headEnd).get(`/meter-data/exceptions?${query}`, 'exceptions')) as {
    readonly items: readonly Exception[]
    readonly total: number
  }
  const heads = [
    { title: 'meter' },
    { title: 'channel' },
    { title: 'day' },
    { title: 'state' },
    { title: 'why', flexible: 'cut' as const },
  ]
  show(json, page, () =>
    page.items.length === 0
      ? 'no day waits for a person'
      : `${table(
          heads,
          page.items.map(item => [
            print.name(item.endDevice),
            item.obis,
            item.day,
            item.state === 'invalid' ? print.warning(item.state) : item.state,
            item.findings.map(findingText).join('; '),
          ]),
        )}\n${page.items.length} of ${page.total}`,
  )
}
