import { readdir } from 'node:fs/promises'
import type { Kysely } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { DatabaseError } from './errors.ts'

/**
 * Brings the schema up to date: the files of all folders, in the order of their numbers, each once. Several processes may
 * do so at the same time; a lock row lets one work.
 */
export async function migrate<T>(db: Kysely<T>, folders: readonly URL[]): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: () => loadMigrations(folders) } })
  const { error, results } = await migrator.migrateToLatest()
  if (error === undefined) return
  const failed = results?.find(result => result.status === 'Error')?.migrationName
  const reason = error instanceof Error ? error.message : String(error)
  throw new DatabaseError(
    'migration-failed',
    `the schema could not be brought up to date${failed === undefined ? '' : ` by ${failed}`}: ${reason}`,
    'the store is unchanged; a newer Ferraris may have been here, or the database role lacks rights to create tables',
    error,
  )
}

async function loadMigrations(folders: readonly URL[]): Promise<Record<string, Migration>> {
  const migrations: Record<string, Migration> = {}
  for (const folder of folders) {
    for (const file of await readdir(folder)) {
      const [, name] = /^(\d{4}_\w+)\.[jt]s$/.exec(file) ?? []
      if (name !== undefined) migrations[name] = await import(new URL(file, folder).href)
    }
  }
  return migrations
}
