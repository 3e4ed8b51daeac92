import { spawnSync } from 'node:child_process'
import { readFileSync, readlinkSync, realpathSync } from 'node:fs'
import path from 'node:path'

/** What a running server writes into `postmaster.pid` (PostgreSQL, miscadmin.h, LOCK_FILE_LINE_*). */
export interface Postmaster {
  readonly pid: number
  readonly port: number
  readonly socketFolder: string
}

/** The server that lives on a cluster, or undefined if none does, whatever file a dead one has left behind. */
export function livingPostmaster(cluster: string): Postmaster | undefined {
  let lines: string[]
  try {
    lines = readFileSync(path.join(cluster, 'postmaster.pid'), 'utf8').split('\n')
  } catch {
    return undefined
  }
  const pid = Math.abs(Number(lines[0]))
  if (!Number.isInteger(pid) || pid === 0 || !isAlive(pid) || !isPostgres(pid, cluster)) return undefined
  return { pid, port: Number(lines[3]), socketFolder: lines[4] ?? '' }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Another process may have the number by now: a postmaster's working directory is its cluster. */
function isPostgres(pid: number, cluster: string): boolean {
  if (process.platform === 'linux') {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster)
    } catch {
      // Not ours to look at, or gone meanwhile.
      return isAlive(pid)
    }
  }
  if (process.platform === 'win32') return true
  return /postgres/.test(spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout)
}
