import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { settleCounters } from '@ferraris/concentrator'
import { listBackups, restoreHeadEnd } from '@ferraris/head-end'
import { dataFolder } from '../keys/data-folder.ts'
import { say, show } from '../terminal/say.ts'
import { table } from '../terminal/table.ts'
import { sizeText } from './size-text.ts'

interface RestoreFlags {
  readonly from: string
  readonly data?: string
  readonly until?: Date
  readonly database?: string
  readonly list?: boolean
  readonly json?: boolean
}

/** `restore`: prints what has come back, and with `--list` what could. */
export async function restoreBackup(flags: RestoreFlags): Promise<void> {
  const { from, until, database, json } = flags
  if (flags.list) return await showBackups(from, json)
  const data = dataFolder(flags.data)
  let lineMeters = 0
  const { base, at } = await restoreHeadEnd({
    from,
    data,
    database,
    until: until?.getTime(),
    notes: { info: say, error: say },
    onFiles: async folder => {
      lineMeters = await settleConcentrators(folder)
    },
  })
  const document = { data, at: new Date(at).toISOString(), base: base.name, store: base.store, lineMeters }
  show(json, document, () => `${data} stands as at ${document.at}; start its head-end`)
  if (base.store.kind === 'external' && database === undefined)
    say(
      `Recover the database to ${base.store.restorePoint} or later by its own means; then restore into another folder with --database, so that no counter is used twice.`,
    )
}

async function showBackups(from: string, json: boolean | undefined): Promise<void> {
  const { reach, bases } = await listBackups(from)
  show(json, { reach, bases }, () =>
    [
      table(
        [{ title: 'From' }, { title: 'Size', align: 'right' }, { title: 'Database' }],
        bases.map(({ finishedAt, octets, store }) => [
          new Date(finishedAt).toISOString(),
          sizeText(octets),
          store.kind === 'embedded' ? `PostgreSQL ${store.postgres}` : store.kind,
        ]),
      ),
      reach === null ? 'no log' : `log until ${reach.toISOString()}`,
    ].join('\n'),
  )
}

/** In whatever folders of a district they lie; gives how many meters on lines have a counter. */
async function settleConcentrators(folder: string): Promise<number> {
  const files = await readdir(folder, { recursive: true })
  return files
    .filter(file => path.basename(file) === 'store.sqlite')
    .reduce((sum, file) => sum + settleCounters(path.join(folder, file)), 0)
}
