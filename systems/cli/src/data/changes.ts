import type { AskOptions } from '../head-end/asking.ts'
import { HeadEndDoor } from '../head-end/head-end-door.ts'
import { show } from '../terminal/say.ts'
import { table } from '../terminal/table.ts'

interface Change {
  readonly endDevice: string
  readonly obis: string
  readonly day: string
  readonly version: number
  readonly state: string
  readonly cause: string
  readonly madeAt: string
}

/** `data changes`. */
export async function listChanges({
  headEnd,
  json,
  since,
  limit,
}: AskOptions & { readonly since: string; readonly limit: number }): Promise<void> {
  const query = new URLSearchParams({ since, limit: String(limit) })
  const answer = (await new HeadEndDoor(headEnd).get(`/meter-data/changes?${query}`, 'changes')) as {
    readonly items: readonly Change[]
    readonly cursor: string
  }
  const heads = ['meter', 'channel', 'day', 'version', 'state', 'by', 'made'].map(title => ({ title }))
  show(json, answer, () =>
    answer.items.length === 0
      ? `nothing has changed since ${since}`
      : `${table(
          heads,
          answer.items.map(item => [
            item.endDevice,
            item.obis,
            item.day,
            String(item.version),
            item.state,
            item.cause,
            item.madeAt,
          ]),
        )}\ngo on with --since ${answer.cursor}`,
  )
}
