import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { settleCounters as settleConcentrator } from '@ferraris/concentrator'
import { settleCounters } from '@ferraris/head-end'
import { BackupFolder, type Base, restore } from '@ferraris/service'
import pg from 'pg'
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
  if (flags.list) return await listBackups(from, json)
  const data = dataFolder(flags.data)
  let concentrators = 0
  const { base, at } = await restore({
    from,
    data,
    until: until?.getTime(),
    notes: { info: say, error: say },
    onStore: async (pool, reached) => void (await settleCounters(pool, reached, Date.now())),
    onFiles: async folder => {
      concentrators = await settleConcentrators(folder)
    },
  })
  if (database !== undefined) await settleElsewhere(database, base)
  const document = { data, at: new Date(at).toISOString(), base: base.name, store: base.store, concentrators }
  show(json, document, () => `${data} stands as at ${document.at}; start its head-end`)
  if (base.store.kind === 'external' && database === undefined)
    say(
      `Recover the database to ${base.store.restorePoint} or later by its own means; then repeat this with --database, so that no counter is used twice.`,
    )
}

async function listBackups(from: string, json: boolean | undefined): Promise<void> {
  const folder = await BackupFolder.forReading(from)
  const bases = await folder.bases()
  const reach = await folder.reach()
  show(json, { reach: reach === undefined ? null : new Date(reach).toISOString(), bases }, () =>
    [
      table(
        [{ title: 'From' }, { title: 'Size', align: 'right' }, { title: 'Database' }],
        bases.map(({ finishedAt, octets, store }) => [
          new Date(finishedAt).toISOString(),
          sizeText(octets),
          store.kind === 'embedded' ? `PostgreSQL ${store.postgres}` : store.kind,
        ]),
      ),
      reach === undefined ? 'no log' : `log until ${new Date(reach).toISOString()}`,
    ].join('\n'),
  )
}

/** In whatever folders of a district they lie. */
async function settleConcentrators(folder: string): Promise<number> {
  const stores = (await readdir(folder, { recursive: true })).filter(
    file => path.basename(file) === 'store.sqlite',
  )
  return stores.reduce((sum, file) => sum + settleConcentrator(path.join(folder, file)), 0)
}

async function settleElsewhere(database: string, { finishedAt }: Base): Promise<void> {
  const pool = new pg.Pool({ connectionString: database })
  try {
    await settleCounters(pool, finishedAt, Date.now())
  } finally {
    await pool.end()
  }
}
