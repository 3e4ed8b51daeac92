import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { DatabaseError } from '../errors.ts'
import { pgCtlOf, postgresOf } from './binaries.ts'
import { type Cluster, inUseHint, openCluster, serverError } from './cluster.ts'
import { type Endpoint, makeEndpoint } from './endpoint.ts'
import { isAlive, livingPostmaster, type Postmaster } from './postmaster-file.ts'

/** A PostgreSQL that runs as our child for as long as we do. */
export interface EmbeddedServer {
  readonly address: { readonly host: string; readonly port: number; readonly password?: string }
  /** PostgreSQL's own data directory. */
  readonly cluster: string
  /** The postmaster's process number at present. */
  readonly pid: number | undefined
  /** Ends sessions, flushes, stops ("fast shutdown"). */
  stop(): Promise<void>
}

export interface ServerNotes {
  info(message: string): void
  error(message: string): void
}

/** Marks the connection by which a living head-end holds its data folder. */
const ownerName = 'ferraris owner'

/**
 * Starts PostgreSQL on the cluster of a data folder and starts it again should it die. A server that a killed
 * head-end has left behind is stopped first; one that a living head-end holds is left alone.
 * Throws DatabaseError.
 */
export async function startServer(dataFolder: string, notes: ServerNotes): Promise<EmbeddedServer> {
  const cluster = await openCluster(dataFolder, process.env, warning => notes.error(warning))
  const orphan = livingPostmaster(cluster.path)
  if (orphan !== undefined) await stopOrphan(cluster, orphan, notes)

  const endpoint = await makeEndpoint(cluster.folder, cluster.identity)
  const address = { ...endpointAddress(endpoint), ...(cluster.password && { password: cluster.password }) }
  let child: ChildProcess | undefined
  let owner: pg.Client | undefined
  let stopping = false
  const stopped = Promise.withResolvers<void>()

  const start = async (): Promise<void> => {
    const started = launch(cluster, endpoint)
    child = started.child
    try {
      owner = await ready(cluster, address, started)
    } catch (error) {
      // A server that we cannot use must not be left behind.
      if (isRunning(child)) {
        stopFast(cluster, child)
        await once(child, 'exit')
      }
      throw error
    }
    child.once('exit', code => {
      if (stopping) return stopped.resolve()
      notes.error(`PostgreSQL ended unexpectedly (${code ?? 'killed'}); starting it again`)
      void startAgain()
    })
    if (!isRunning(child)) child.emit('exit', child.exitCode)
  }

  const startAgain = async (): Promise<void> => {
    for (let wait = 100; !stopping; wait = Math.min(wait * 2, 10_000)) {
      await delay(wait)
      if (stopping) break
      try {
        await start()
        notes.info('PostgreSQL is back')
        return
      } catch (error) {
        notes.error(`PostgreSQL does not start: ${(error as Error).message}`)
      }
    }
    stopped.resolve()
  }

  await start()
  return {
    address,
    cluster: cluster.path,
    get pid() {
      return child?.pid
    },
    async stop() {
      if (stopping) return await stopped.promise
      stopping = true
      await owner?.end().catch(() => {})
      if (child !== undefined && isRunning(child)) {
        stopFast(cluster, child)
        await stopped.promise
      }
      if (!endpoint.host.startsWith(cluster.folder)) rmSync(endpoint.host, { recursive: true, force: true })
    },
  }
}

function isRunning({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid !== undefined && exitCode === null && signalCode === null
}

function endpointAddress({ host, port }: Endpoint) {
  return { host, port }
}

/** Settings for many small commits of one application on a machine it shares. */
const settings = [
  'max_connections=40',
  'shared_buffers=256MB',
  'max_wal_size=4GB',
  // While the folder of backups is away, log waits for it: no more of it than this, then a new base is taken.
  'max_slot_wal_keep_size=16GB',
  'checkpoint_timeout=15min',
  'wal_compression=on',
  'jit=off',
  // What a lease looks up is in memory or on flash; the default of 4, for turning disks, makes PostgreSQL scan the tables of meters.
  'random_page_cost=1.1',
  'timezone=UTC',
  'log_timezone=UTC',
  'autovacuum_naptime=15s',
  'logging_collector=off',
]

interface Launched {
  readonly child: ChildProcess
  /** What the server has logged since it was started. */
  said(): string
}

function launch(cluster: Cluster, endpoint: Endpoint): Launched {
  const log = path.join(cluster.folder, 'log')
  if (existsSync(log) && statSync(log).size > 10_000_000) renameSync(log, `${log}.1`)
  const from = existsSync(log) ? statSync(log).size : 0
  const output = openSync(log, 'a', 0o600)
  const [file, args] = cluster.identity.command(postgresOf(cluster.binaries), [
    ...['-D', cluster.path],
    ...[...settings, ...endpoint.settings].flatMap(setting => ['-c', setting]),
  ])
  // A group of its own: Ctrl-C in our terminal must not stop the server before we have drained into it.
  const child = spawn(file, args, {
    ...cluster.identity.spawn,
    cwd: '/',
    detached: process.platform !== 'win32',
    stdio: ['ignore', output, output],
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
  })
  closeSync(output)
  let failure = ''
  child.once('error', error => {
    failure = error.message
  })
  return { child, said: () => failure + readFileSync(log).subarray(from).toString() }
}

/** Waits until the server takes connections, makes our database the first time, and keeps the owner's connection. */
async function ready(
  cluster: Cluster,
  address: EmbeddedServer['address'],
  { child, said }: Launched,
): Promise<pg.Client> {
  for (;;) {
    if (!isRunning(child)) {
      throw serverError(said() || 'the server ended without output', cluster)
    }
    const client = new pg.Client({
      ...address,
      user: 'ferraris',
      database: 'postgres',
      application_name: ownerName,
    })
    client.on('error', () => {})
    try {
      await client.connect()
      const { rowCount } = await client.query(`select from pg_database where datname = 'ferraris'`)
      if (rowCount === 0) await client.query('create database ferraris')
      return client
    } catch (error) {
      await client.end().catch(() => {})
      // While it starts or recovers: no socket yet, or "the database system is starting up" (57P03).
      const { code } = error as { code?: string }
      if (!['ENOENT', 'ECONNREFUSED', 'ECONNRESET', '57P03'].includes(code ?? '57P03')) {
        throw serverError(`PostgreSQL runs, but not for us: ${(error as Error).message}`, cluster)
      }
    }
    await delay(15)
  }
}

/** Stops a server left behind by its head-end. Throws DatabaseError if a living head-end holds it. */
async function stopOrphan(cluster: Cluster, orphan: Postmaster, notes: ServerNotes): Promise<void> {
  const host = process.platform === 'win32' ? '127.0.0.1' : orphan.socketFolder
  // The connection of a killed owner is gone as soon as the server notices: give it a moment.
  for (let attempt = 0; await hasOwner(cluster, host, orphan.port); attempt++) {
    if (attempt === 20) {
      throw new DatabaseError(
        'data-folder-in-use',
        `PostgreSQL on ${cluster.path} (process ${orphan.pid}) serves a living head-end`,
        inUseHint,
      )
    }
    await delay(100)
  }
  notes.info(`stopping PostgreSQL (process ${orphan.pid}) that a killed head-end has left behind`)
  stopFast(cluster, orphan)
  for (let waited = 0; isAlive(orphan.pid); waited += 20) {
    if (waited > 60_000) {
      throw new DatabaseError(
        'data-folder-in-use',
        `PostgreSQL on ${cluster.path} (process ${orphan.pid}) does not stop`,
        `end that process and start again`,
      )
    }
    await delay(20)
  }
  if (path.basename(orphan.socketFolder).startsWith('ferraris-')) {
    rmSync(orphan.socketFolder, { recursive: true, force: true })
  }
}

async function hasOwner(cluster: Cluster, host: string, port: number): Promise<boolean> {
  const client = new pg.Client({
    host,
    port,
    user: 'ferraris',
    database: 'postgres',
    ...(cluster.password && { password: cluster.password }),
    connectionTimeoutMillis: 3000,
  })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rowCount } = await client.query(
      `select from pg_stat_activity where application_name = '${ownerName}'`,
    )
    return rowCount !== 0
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

/** SIGINT is PostgreSQL's "fast shutdown"; Windows has no signals and asks `pg_ctl`. */
function stopFast(cluster: Cluster, { pid }: { readonly pid?: number | undefined }): void {
  if (process.platform === 'win32') {
    spawnSync(pgCtlOf(cluster.binaries), ['stop', '-D', cluster.path, '-m', 'fast', '--no-wait'])
  } else if (pid !== undefined && isAlive(pid)) {
    process.kill(pid, 'SIGINT')
  }
}
