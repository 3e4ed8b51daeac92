import { rm } from 'node:fs/promises'
import path from 'node:path'
import type { ClientBase } from 'pg'
import type { BackupFolder, Base } from './backup-folder.ts'
import { copyTree } from './copy-tree.ts'
import { renameDurably, writeDurably } from './durable.ts'
import type { WalShipper } from './wal-shipper.ts'

/** What a new server makes itself, or must not take over (PostgreSQL, 25.3.3.4). */
const notOfCluster =
  /^(postmaster\.(pid|opts)|(pg_(wal|replslot|dynshmem|notify|serial|snapshots|stat_tmp|subtrans))\/.+|.*pgsql_tmp.*|pg_internal\.init.*|current_logfiles.*)$/

/** What belongs to a process that runs, beside the cluster, which is copied on its own. */
const notOfData = /^postgres$|\.(sock|log(\.\d+)?|pid)$|\.in-use|-(wal|shm|journal)$/

/**
 * Copies the files of a running server (PostgreSQL, 25.3.3) and the others of the data folder. It counts once the log up to its
 * end is in the folder, too: a copy that was broken off is never taken for one.
 */
export async function takeBase(
  client: ClientBase,
  { cluster, data, folder, shipper, now }: BaseTerms & { cluster: string; shipper: WalShipper },
): Promise<Base> {
  return await asBase(folder, now, async place => {
    const segment = await shipper.segment(client)
    const { rows: version } = await client.query<{ version: string }>(
      `select current_setting('server_version') as version`,
    )
    await client.query(`select pg_backup_start('ferraris', true)`)
    let octets = await copyTree(cluster, path.join(place, 'cluster'), file =>
      notOfCluster.test(slashed(file)),
    )
    const { rows } = await client.query<{ labelfile: string }>(
      'select labelfile from pg_backup_stop(wait_for_archive => false)',
    )
    await writeDurably(path.join(place, 'cluster', 'backup_label'), rows[0]?.labelfile ?? '')
    octets += await copyTree(data, path.join(place, 'files'), file => notOfData.test(file))
    const finishedAt = now()
    await shipper.ship(client, finishedAt)
    return { finishedAt, octets, store: { kind: 'embedded', segment, postgres: version[0]?.version ?? '' } }
  })
}

/** The files of the data folder alone; beside a server of the operator's with a name in its log to recover to. */
export async function takeFiles(terms: BaseTerms, external?: ClientBase): Promise<Base> {
  return await asBase(terms.folder, terms.now, async (place, name) => {
    const octets = await copyTree(terms.data, path.join(place, 'files'), file => notOfData.test(file))
    if (external === undefined) return { finishedAt: terms.now(), octets, store: { kind: 'none' } }
    const restorePoint = `ferraris-${name}`
    await external.query('select pg_create_restore_point($1)', [restorePoint])
    return { finishedAt: terms.now(), octets, store: { kind: 'external', restorePoint } }
  })
}

interface BaseTerms {
  readonly data: string
  readonly folder: BackupFolder
  readonly now: () => number
}

async function asBase(
  folder: BackupFolder,
  now: () => number,
  take: (place: string, name: string) => Promise<Omit<Base, 'name'>>,
): Promise<Base> {
  const name = new Date(now()).toISOString().replaceAll(':', '').replace('.', '')
  const place = `${folder.base(name)}.new`
  try {
    const taken = await take(place, name)
    const base: Base = { name, ...taken }
    await writeDurably(path.join(place, 'base.json'), JSON.stringify(base))
    await renameDurably(place, folder.base(name))
    return base
  } catch (error) {
    await rm(place, { recursive: true, force: true })
    throw error
  }
}

function slashed(file: string): string {
  return path.sep === '/' ? file : file.replaceAll(path.sep, '/')
}
