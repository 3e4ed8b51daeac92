import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import path from 'node:path'
import { DatabaseError } from '../errors.ts'

/**
 * The user that PostgreSQL runs as. It refuses to be root, so that a head-end started as root runs it under another uid;
 * where that uid may not pass a closed folder on the way to its files, util-linux' `setpriv` gives it the one
 * capability it needs.
 */
export interface Identity {
  /** Undefined: as ourselves. */
  readonly uid: number | undefined
  readonly gid: number | undefined
  /** Puts `setpriv` before a command where it is needed. */
  command(file: string, args: readonly string[]): [file: string, args: string[]]
  /** Whether uid and gid are set by `spawn` (they are not when `setpriv` does it). */
  readonly spawn: { readonly uid?: number; readonly gid?: number }
}

/** The unprivileged user of most systems; needs no entry in the user database. */
const unprivileged = 65534

const ourselves: Identity = {
  uid: undefined,
  gid: undefined,
  command: (file, args) => [file, [...args]],
  spawn: {},
}

/**
 * The identity that can run `programs` and reach `dataFolder`. An existing cluster keeps its owner.
 * Returns undefined when only copying the programs into the data folder would help.
 * Throws DatabaseError `data-folder-closed`.
 */
export function chooseIdentity(programs: string, dataFolder: string, cluster: string): Identity | undefined {
  if (process.platform === 'win32' || process.getuid?.() !== 0) return ourselves
  const owner = statSync(cluster, { throwIfNoEntry: false })
  const uid = owner !== undefined && owner.uid !== 0 ? owner.uid : unprivileged
  const gid = owner !== undefined && owner.uid !== 0 ? owner.gid : unprivileged

  const closedFolder = closedOnTheWay(dataFolder)
  if (closedFolder === undefined && closedOnTheWay(programs) === undefined) {
    return { uid, gid, command: (file, args) => [file, [...args]], spawn: { uid, gid } }
  }
  for (const fixup of setuidFixups) {
    const rights = [
      ...[`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', ...fixup],
      ...['--inh-caps=+dac_override', '--ambient-caps=+dac_override'],
    ]
    const command: Identity['command'] = (file, args) => ['setpriv', [...rights, file, ...args]]
    if (finds(programs, command)) return { uid, gid, command, spawn: {} }
  }
  if (closedFolder === undefined) return undefined
  throw new DatabaseError(
    'data-folder-closed',
    `PostgreSQL does not run as root, and as uid ${uid} it cannot pass through ${closedFolder}`,
    `allow it (chmod o+x ${closedFolder}), choose another folder with --data, start as another user, or give --database postgres://…`,
  )
}

/**
 * access(2) ignores the capabilities of a user other than root unless this bit is set, and PostgreSQL finds its own
 * programs by it. A container may forbid the bit: then the programs must lie in folders open to all users.
 */
const setuidFixups = [['--securebits=+no_setuid_fixup'], []]

/** Whether PostgreSQL's server runs so, and finds itself. */
function finds(programs: string, command: Identity['command']): boolean {
  const [file, args] = command(programs, ['--version'])
  const { status, stderr } = spawnSync(file, args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } })
  return status === 0 && !stderr.includes('invalid binary')
}

/** The first folder on the way to a file that others may not pass. */
function closedOnTheWay(file: string): string | undefined {
  const { root } = path.parse(file)
  let folder = root
  for (const step of path.relative(root, path.dirname(file)).split(path.sep)) {
    folder = path.join(folder, step)
    if ((statSync(folder).mode & 0o001) === 0) return folder
  }
  return undefined
}
