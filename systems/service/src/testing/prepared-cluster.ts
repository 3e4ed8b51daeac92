import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { appendFileSync, existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { findBinaries } from '../database/postgres/binaries.ts'
import { openStore } from '../database/store.ts'

/** Clusters that tests have prepared, each under a digest of what made it. */
const kept = path.join(import.meta.dirname, '../../../../node_modules/.cache/ferraris-test-clusters')
/** Those of other states of the sources are forgotten then. */
const keptForMs = 86_400_000

/**
 * Lays a cluster with an empty, up-to-date schema into a data folder: a copy of one that was made once, which takes a tenth of a second of
 * processor time in place of three. A test's server does not wait for the disk: no test pulls the plug of the machine.
 */
export async function layPreparedCluster(data: string, migrations: readonly URL[]): Promise<void> {
  // There is no `cp` that keeps owners and modes.
  if (process.platform === 'win32') return
  const prepared = path.join(kept, await digestOf(migrations))
  if (!existsSync(prepared)) await prepare(prepared, migrations)
  await mkdir(path.join(data, 'postgres'))
  copy(prepared, path.join(data, 'postgres', 'cluster'))
}

async function digestOf(migrations: readonly URL[]): Promise<string> {
  const { bin, version } = await findBinaries()
  const digest = createHash('sha256').update(`${bin} ${version} ${process.getuid?.()}`)
  for (const folder of migrations) {
    for (const file of (await readdir(folder)).sort())
      digest.update(file).update(await readFile(new URL(file, folder)))
  }
  return digest.digest('hex').slice(0, 32)
}

/** Several workers may do so at the same time: the first one's stays. */
async function prepare(place: string, migrations: readonly URL[]): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ferraris-test-'))
  const unfinished = `${place}.${process.pid}`
  try {
    const store = await openStore({ data: folder, name: 'test', migrations })
    await store.close()
    const cluster = path.join(folder, 'postgres', 'cluster')
    appendFileSync(path.join(cluster, 'postgresql.conf'), '\nfsync = off\n')
    await mkdir(kept, { recursive: true })
    await forgetOld()
    copy(cluster, unfinished)
    await rename(unfinished, place).catch(error => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
    await rm(unfinished, { recursive: true, force: true })
  }
}

async function forgetOld(): Promise<void> {
  for (const name of await readdir(kept)) {
    const place = path.join(kept, name)
    const { mtimeMs } = await stat(place)
    if (Date.now() - mtimeMs > keptForMs) await rm(place, { recursive: true, force: true })
  }
}

/** With owners and modes as they are. */
function copy(from: string, to: string): void {
  const { status, stderr } = spawnSync('cp', ['-a', from, to], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`cp: ${stderr}`)
}
