import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { openStore, type Store } from '../database/store.ts'

/** A store on a PostgreSQL of its own in a temporary folder; `remove` stops it and leaves nothing behind. */
export async function temporaryStore(): Promise<Store & { folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ferraris-test-'))
  const store = await openStore({ data: folder })
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
