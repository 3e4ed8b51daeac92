import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { openStore, type Store } from '../database/store.ts'
import type { Feature } from '../feature.ts'
import { allMigrations } from '../kit-features.ts'
import { layPreparedCluster } from './prepared-cluster.ts'

/** A store on a PostgreSQL of its own in a temporary folder; `remove` stops it and leaves nothing behind. */
export interface TemporaryStore<T> extends Store<T> {
  readonly folder: string
  remove(): Promise<void>
}

/** A temporary store with the tables of these features. */
export async function temporaryStore<T>(
  features: readonly Pick<Feature, 'migrations'>[],
): Promise<TemporaryStore<T>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ferraris-test-'))
  const migrations = allMigrations(features)
  await layPreparedCluster(folder, migrations)
  const store = await openStore<T>({ data: folder, name: 'test', migrations })
  return {
    ...store,
    folder,
    async remove() {
      await store.close()
      await rm(folder, { recursive: true })
    },
  }
}

/** Ends a server as a power cut would: the postmaster and all its processes at once. */
export function killServer(postmaster: number): void {
  const children = spawnSync('ps', ['-o', 'pid=', '--ppid', String(postmaster)], { encoding: 'utf8' })
  for (const pid of [postmaster, ...children.stdout.trim().split(/\s+/).map(Number)]) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
}
