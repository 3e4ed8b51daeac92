import { appendFile, chown, cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type pg from 'pg'
import { connect } from '../database/connection.ts'
import { openCluster } from '../database/postgres/cluster.ts'
import { type ServerNotes, startServer } from '../database/postgres/server.ts'
import { BackupError } from './backup-error.ts'
import { BackupFolder, type Base } from './backup-folder.ts'
import { historyName, isBefore, segmentName } from './wal-position.ts'

export interface RestoreTerms {
  /** The folder of backups. */
  readonly from: string
  /** The data folder to make; it must not be there, or be empty. */
  readonly data: string
  /** The instant to go back to, epoch milliseconds; without it as far as the backups reach. */
  readonly until?: number | undefined
  readonly notes: ServerNotes
  /** What has to be done to the restored store before anything may use it. `at`: from when on its content is lost. */
  readonly onStore?: (pool: pg.Pool, at: number) => Promise<void>
  /** The same for the other files. */
  readonly onFiles?: (folder: string, base: Base) => Promise<void>
}

/** What has come back. */
export interface Restored {
  readonly base: Base
  /** The instant that the store stands at. */
  readonly at: number
}

/**
 * Makes a data folder from backups: the newest base that fits, and the log since then up to `until` (PostgreSQL, 25.3.5). It is
 * made beside its place and gets its name when it is whole, so that a restore that was broken off leaves nothing that could start.
 * Throws BackupError, or DatabaseError.
 */
export async function restore(terms: RestoreTerms): Promise<Restored> {
  const folder = await BackupFolder.forReading(terms.from)
  const data = path.resolve(terms.data)
  if ((await readdir(data).catch(() => [])).length > 0)
    throw new BackupError('target-in-use', `${data} is not empty`)
  const { base, at, lsn } = await choose(folder, terms.until)
  const unfinished = `${data}.restoring`
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(unfinished, { recursive: true, mode: 0o700 })
  try {
    await cp(path.join(folder.base(base.name), 'files'), unfinished, { recursive: true })
    await terms.onFiles?.(unfinished, base)
    if (base.store.kind === 'embedded') {
      await layCluster(folder, base, unfinished)
      await recover(unfinished, {
        ...terms,
        at,
        lsn,
        isBounded: terms.until !== undefined && terms.until < at,
      })
    }
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true })
    throw error
  }
  await rm(data, { recursive: true, force: true })
  await rename(unfinished, data)
  return { base, at: Math.min(at, terms.until ?? at) }
}

async function choose(folder: BackupFolder, until: number | undefined) {
  const bases = await folder.bases()
  const base = bases.findLast(({ finishedAt }) => until === undefined || finishedAt <= until)
  if (bases.length === 0) throw new BackupError('backup-missing', `${folder.path} holds no whole backup`)
  const reach = await folder.reach()
  const at = Math.max(reach?.at ?? 0, bases.at(-1)?.finishedAt ?? 0)
  if (base === undefined || (until !== undefined && until > at)) {
    const first = new Date(bases[0]?.finishedAt ?? 0).toISOString()
    throw new BackupError(
      'until-unreachable',
      `${folder.path} goes from ${first} to ${new Date(at).toISOString()}`,
    )
  }
  return { base, at, lsn: reach?.lsn }
}

/** The copied files, and behind them the log that belongs to them. */
async function layCluster(folder: BackupFolder, base: Base, data: string): Promise<void> {
  if (base.store.kind !== 'embedded') return
  const cluster = path.join(data, 'postgres', 'cluster')
  await mkdir(path.dirname(cluster), { recursive: true, mode: 0o700 })
  await cp(path.join(folder.base(base.name), 'cluster'), cluster, { recursive: true })
  const wal = path.join(cluster, 'pg_wal')
  await mkdir(wal, { recursive: true, mode: 0o700 })
  for (const file of await readdir(folder.wal)) {
    const segment = file.slice(0, 24)
    const source = path.join(folder.wal, file)
    if (historyName.test(file)) await cp(source, path.join(wal, file))
    else if (segmentName.test(segment) && !isBefore(segment, base.store.segment))
      await writeFile(path.join(wal, segment), await segmentIn(source), { mode: 0o600 })
  }
}

async function segmentIn(file: string): Promise<Buffer> {
  const octets = await readFile(file)
  if (!file.endsWith('.gz')) return filled(octets)
  try {
    return await unpacked(octets)
  } catch (error) {
    throw new BackupError('backup-broken', `${file} cannot be unpacked`, { cause: error })
  }
}

/** PostgreSQL takes a segment of its full length alone; the smallest power of two from 16 MB on is what `initdb` chose. */
function filled(octets: Buffer): Buffer {
  let length = 16 * 1024 * 1024
  while (length < octets.length) length *= 2
  return Buffer.concat([octets, Buffer.alloc(length - octets.length)])
}

const unpacked = promisify<Buffer, Buffer>(gunzip)

interface Target {
  readonly at: number
  /** The place in the log of `at`. */
  readonly lsn: string | undefined
  readonly isBounded: boolean
}

/** Lets the server take in the log, and leave it behind as a server that never stopped. */
async function recover(
  data: string,
  { until, at, lsn, isBounded, notes, onStore }: RestoreTerms & Target,
): Promise<void> {
  const cluster = await openCluster(data)
  const settings = [
    // All there is lies in pg_wal already.
    `restore_command = '${process.platform === 'win32' ? 'exit 1' : 'false'}'`,
    `recovery_target_action = 'promote'`,
    ...(isBounded && until !== undefined
      ? [`recovery_target_time = '${new Date(until).toISOString().replace('T', ' ').replace('Z', '+00')}'`]
      : []),
  ]
  const automatic = path.join(cluster.path, 'postgresql.auto.conf')
  const before = await readFile(automatic)
  await appendFile(automatic, `\n${settings.join('\n')}\n`)
  await writeFile(path.join(cluster.path, 'recovery.signal'), '')
  const { uid, gid } = cluster.identity
  if (uid !== undefined && gid !== undefined) await giveTo(cluster.path, uid, gid)
  const server = await startServer(data, notes)
  try {
    const { pool, kysely } = connect(server.address, 'restore', () => {})
    try {
      await untilRecovered(pool)
      if (!isBounded && lsn !== undefined) await checkEnd(pool, lsn)
      await onStore?.(pool, Math.min(at, until ?? at))
      await pool.query('checkpoint')
    } finally {
      await kysely.destroy()
    }
  } finally {
    await server.stop()
  }
  await writeFile(automatic, before)
}

async function untilRecovered(pool: pg.Pool): Promise<void> {
  for (;;) {
    const { rows } = await pool.query<{ recovers: boolean }>('select pg_is_in_recovery() as recovers')
    if (rows[0]?.recovers === false) return
    await delay(50)
  }
}

/** A recovery without a target ends where the log breaks off, and does not say so. */
async function checkEnd(pool: pg.Pool, lsn: string): Promise<void> {
  const { rows } = await pool.query<{ whole: boolean; last: Date | null }>(
    'select pg_last_wal_replay_lsn() >= $1::pg_lsn as whole, pg_last_xact_replay_timestamp() as last',
    [lsn],
  )
  const [row] = rows
  if (row?.whole === true) return
  throw new BackupError('backup-broken', `the log breaks off after ${row?.last?.toISOString() ?? 'the base'}`)
}

async function giveTo(place: string, uid: number, gid: number): Promise<void> {
  await chown(place, uid, gid)
  for (const entry of await readdir(place, { withFileTypes: true, recursive: true }))
    await chown(path.join(entry.parentPath, entry.name), uid, gid)
}
