import type { AskOptions } from '../head-end/asking.ts'
import { HeadEndDoor } from '../head-end/head-end-door.ts'
import { show } from '../terminal/say.ts'
import { table } from '../terminal/table.ts'

interface RefusedFlags extends AskOptions {
  readonly limit: number
}

/** A result of a concentrator that is not stored, as the head-end tells it. */
interface Refused {
  readonly aca: string
  readonly serial: string | null
  readonly kind: string
  readonly reason: string
  readonly detail: string
  readonly receivedAt: string
}

/** `concentrator refused`: what it brought and the store did not take. */
export async function refusedResults(id: string, { headEnd, limit, json }: RefusedFlags): Promise<void> {
  const path = `/concentrators/${encodeURIComponent(id)}/refused-results?limit=${limit}`
  const list = (await new HeadEndDoor(headEnd).get(path, `the refused results of ${id}`)) as {
    readonly items: readonly Refused[]
  }
  show(json, list, () => (list.items.length === 0 ? 'none was refused' : refusedTable(list.items)))
}

function refusedTable(results: readonly Refused[]): string {
  const heads = [
    { title: 'received' },
    { title: 'meter' },
    { title: 'result' },
    { title: 'reason' },
    { title: 'detail', flexible: 'wrap' as const },
  ]
  const rows = results.map(({ receivedAt, serial, aca, kind, reason, detail }) => [
    `${receivedAt.slice(0, 16)}Z`,
    serial ?? aca,
    kind,
    reason,
    detail,
  ])
  return table(heads, rows)
}
