import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { openCluster } from '../database/postgres/cluster.ts'
import { livingPostmaster } from '../database/postgres/postmaster-file.ts'
import { type ServerNotes, startServer } from '../database/postgres/server.ts'
import { BackupError } from './backup-error.ts'
import { BackupFolder, type Base } from './backup-folder.ts'
import { systemOf } from './keeper.ts'
import { takeBase, takeFiles } from './take-base.ts'
import { WalShipper } from './wal-shipper.ts'

export interface OneShotTerms {
  readonly data: string
  readonly to: string
  /** `postgres://…` where the store is on a server of the operator's. */
  readonly database?: string | undefined
  readonly notes: ServerNotes
  readonly now?: () => number
}

/**
 * One base, of a service that runs or not. Throws BackupError, or DatabaseError. A server of the operator's keeps its own backups:
 * the base then has the other files, and a name in that server's log.
 */
export async function backUp(terms: OneShotTerms): Promise<Base> {
  const { data, to, database, notes, now = Date.now } = terms
  if (database !== undefined) {
    return await withClient({ connectionString: database }, async client => {
      const folder = await BackupFolder.forWriting(to, await systemOf(client))
      return await takeFiles({ data, folder, now }, client)
    })
  }
  const cluster = path.join(data, 'postgres', 'cluster')
  if (!existsSync(cluster)) {
    if (!existsSync(data) || readdirSync(data).length === 0)
      throw new BackupError('nothing-to-back-up', `${data} is empty`)
    return await takeFiles({ data, folder: await BackupFolder.forWriting(to, 'files'), now })
  }
  return await withServer(data, notes, address =>
    withClient({ ...address, user: 'ferraris', database: 'ferraris' }, async client => {
      const folder = await BackupFolder.forWriting(to, await systemOf(client))
      const shipper = new WalShipper(cluster, folder, 'ferraris_backup_once')
      await shipper.reserve(client, { temporary: true })
      return await takeBase(client, { data, cluster, folder, shipper, now })
    }),
  )
}

/** The server of a service that runs, else one for as long as it takes. */
async function withServer<T>(
  data: string,
  notes: ServerNotes,
  use: (address: { host: string; port: number; password?: string }) => Promise<T>,
): Promise<T> {
  const cluster = await openCluster(data)
  const living = livingPostmaster(cluster.path)
  if (living !== undefined) {
    const host = process.platform === 'win32' ? '127.0.0.1' : living.socketFolder
    return await use({ host, port: living.port, ...(cluster.password && { password: cluster.password }) })
  }
  const server = await startServer(data, notes)
  try {
    return await use(server.address)
  } finally {
    await server.stop()
  }
}

async function withClient<T>(config: pg.ClientConfig, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ ...config, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {})
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}
