import { BackupFolder, type Base, restore } from '@ferraris/service'
import pg from 'pg'
import { settleCounters } from './counters.ts'

interface Terms extends Omit<Parameters<typeof restore>[0], 'onStore'> {
  /** `postgres://…` of a database elsewhere that has been recovered by its own means. */
  readonly database?: string | undefined
}

/** Makes a data folder from backups, in which no counter repeats. Throws BackupError, or DatabaseError. */
export async function restoreHeadEnd({ database, ...terms }: Terms): ReturnType<typeof restore> {
  const restored = await restore({
    ...terms,
    onStore: (pool, at) => settleCounters(pool, at, Date.now()),
  })
  if (database !== undefined) {
    const pool = new pg.Pool({ connectionString: database })
    try {
      await settleCounters(pool, restored.base.finishedAt, Date.now())
    } finally {
      await pool.end()
    }
  }
  return restored
}

/** What a folder of backups holds, the oldest base first. Throws BackupError. */
export async function listBackups(from: string): Promise<{ reach: Date | null; bases: Base[] }> {
  const folder = await BackupFolder.forReading(from)
  const reach = await folder.reach()
  return { reach: reach === undefined ? null : new Date(reach.at), bases: await folder.bases() }
}
