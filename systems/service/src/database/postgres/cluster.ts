import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { DatabaseError } from '../errors.ts'
import { type Binaries, copyBinaries, findBinaries, initdbOf, isLinked, postgresOf } from './binaries.ts'
import { chooseIdentity, type Identity } from './identity.ts'

/** A database cluster on disk and what is needed to run a server on it. */
export interface Cluster {
  /** `<data>/postgres`: cluster, socket, log. */
  readonly folder: string
  /** PostgreSQL's own data directory. */
  readonly path: string
  readonly binaries: Binaries
  readonly identity: Identity
  /** Only where the server listens on a port that others on the machine could use. */
  readonly password: string | undefined
}

/**
 * Finds the cluster of a data folder, or makes it. A server under another uid owns its files: where root can keep other processes
 * of that uid away from them, it does. Throws DatabaseError.
 */
export async function openCluster(
  dataFolder: string,
  env: NodeJS.ProcessEnv = process.env,
  tell: (warning: string) => void = () => {},
): Promise<Cluster> {
  const folder = path.join(path.resolve(dataFolder), 'postgres')
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(path.join(folder, '.writable'), '')
    rmSync(path.join(folder, '.writable'))
  } catch (error) {
    throw folderError(error, dataFolder)
  }
  const clusterPath = path.join(folder, 'cluster')
  const found = await findBinaries(env)
  const { binaries, identity } = await inClosedFolder(folder, tell, () =>
    runnable(found, folder, clusterPath),
  )
  const passwordFile = path.join(folder, 'password')
  if (process.platform === 'win32' && !existsSync(passwordFile)) {
    writeFileSync(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 })
  }
  const password = process.platform === 'win32' ? readFileSync(passwordFile, 'utf8') : undefined
  const cluster = { folder, path: clusterPath, binaries, identity, password }
  if (!existsSync(clusterPath)) initialise(cluster, passwordFile)
  return cluster
}

/** The programs and the user that can run them on the cluster. */
async function runnable(
  found: Binaries,
  folder: string,
  clusterPath: string,
): Promise<Pick<Cluster, 'binaries' | 'identity'>> {
  const identity = (await isLinked(found))
    ? chooseIdentity(postgresOf(found), clusterPath, clusterPath)
    : undefined
  if (identity !== undefined) return { binaries: found, identity }
  const binaries = await copyBinaries(found, folder)
  const other = chooseIdentity(postgresOf(binaries), clusterPath, clusterPath)
  if (other !== undefined) return { binaries, identity: other }
  throw new DatabaseError(
    'data-folder-closed',
    `PostgreSQL does not run as root, and no other user may run ${postgresOf(binaries)}`,
    'start as another user, or give --database postgres://…',
  )
}

/** As root: with the folder closed to all others, if a server can pass into it so; else as it was. */
async function inClosedFolder<T>(
  folder: string,
  tell: (warning: string) => void,
  choose: () => Promise<T>,
): Promise<T> {
  const { mode } = statSync(folder)
  if (process.getuid?.() !== 0 || (mode & 0o077) === 0) return await choose()
  chmodSync(folder, 0o700)
  try {
    return await choose()
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== 'data-folder-closed') throw error
    chmodSync(folder, mode & 0o777)
    tell(
      `${folder} must stay open for PostgreSQL, whose user other processes may have, too: start as a user of its own, or install util-linux (setpriv)`,
    )
    return await choose()
  }
}

/** Made beside its place and then moved, so that an interrupted start leaves no half-made cluster. */
function initialise(cluster: Cluster, passwordFile: string): void {
  const unfinished = `${cluster.path}.new`
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { mode: 0o700 })
  const { uid, gid } = cluster.identity
  if (uid !== undefined && gid !== undefined) chownSync(unfinished, uid, gid)
  // No password on a socket in a folder that only the server's user and root may enter.
  const authentication =
    cluster.password === undefined ? ['-A', 'trust'] : ['-A', 'scram-sha-256', `--pwfile=${passwordFile}`]
  const [file, args] = cluster.identity.command(initdbOf(cluster.binaries), [
    ...['-D', unfinished, '-U', 'ferraris', '-E', 'UTF8', '--locale=C', '--no-instructions'],
    ...authentication,
    ...syncMethod(cluster.binaries),
  ])
  const { status, error, stderr } = spawnSync(file, args, {
    ...cluster.identity.spawn,
    cwd: '/',
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
  })
  if (status !== 0) throw serverError(`initdb failed: ${(error?.message ?? stderr).trim()}`, cluster)
  renameSync(unfinished, cluster.path)
}

/** One sync of the file system instead of a thousand of files: three seconds less on a busy disk. */
function syncMethod({ version }: Binaries): string[] {
  return process.platform === 'linux' && Number.parseInt(version, 10) >= 17 ? ['--sync-method=syncfs'] : []
}

/** Reads from what a PostgreSQL program said what is wrong and what to do about it. */
export function serverError(said: string, cluster: Cluster): DatabaseError {
  const lines = said.trim().split('\n').slice(-12).join('\n')
  if (/No space left on device/i.test(said)) return diskFull(lines)
  if (/lock file .* already exists|is another postmaster/i.test(said)) {
    return new DatabaseError('data-folder-in-use', lines, inUseHint)
  }
  if (/could not bind|could not create any Unix-domain sockets|address already in use/i.test(said)) {
    return new DatabaseError(
      'start-failed',
      lines,
      'another server listens there: end it, or choose another folder with --data',
    )
  }
  if (/not compatible with this version|initialized by PostgreSQL version/i.test(said)) {
    return new DatabaseError(
      'start-failed',
      lines,
      'the data was written by another PostgreSQL: name that one in FERRARIS_PG_BIN, or dump and restore',
    )
  }
  if (/could not look up effective user ID/i.test(said)) {
    return new DatabaseError(
      'start-failed',
      lines,
      'this uid has no entry in /etc/passwd: add one, or give --database postgres://…',
    )
  }
  return new DatabaseError('start-failed', lines, `see ${path.join(cluster.folder, 'log')}`)
}

export const inUseHint =
  'another head-end runs on this data folder: end it, choose another folder with --data, or share one with --database'

function diskFull(message: string): DatabaseError {
  return new DatabaseError(
    'disk-full',
    message,
    'make room on the disk of the data folder, or choose another with --data',
  )
}

function folderError(error: unknown, dataFolder: string): DatabaseError {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT') return diskFull(message)
  return new DatabaseError(
    'data-folder-not-writable',
    `the data folder ${dataFolder} cannot be written: ${message}`,
    'change its owner or choose another with --data',
    error,
  )
}
