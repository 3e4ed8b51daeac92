import { existsSync } from 'node:fs'
import { copyFile, lstat, mkdir, open, readdir } from 'node:fs/promises'
import path from 'node:path'
import { backup, DatabaseSync } from 'node:sqlite'
import { syncFile } from './durable.ts'

/**
 * Copies a folder to the disk and gives the number of octets. `skips` leaves out what it names, by its path from `from`; a file
 * that goes away meanwhile is left out, too.
 */
export async function copyTree(
  from: string,
  to: string,
  skips: (file: string) => boolean = () => false,
): Promise<number> {
  let octets = 0
  const walk = async (folder: string): Promise<void> => {
    await mkdir(path.join(to, folder), { recursive: true, mode: 0o700 })
    for (const entry of await readdir(path.join(from, folder), { withFileTypes: true })) {
      const file = path.join(folder, entry.name)
      if (skips(file)) continue
      if (entry.isDirectory()) await walk(file)
      else if (entry.isFile()) octets += await unlessGone(path.join(from, file), path.join(to, file))
    }
  }
  await walk('.')
  return octets
}

async function unlessGone(from: string, to: string): Promise<number> {
  try {
    return await copy(from, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && !existsSync(from)) return 0
    throw error
  }
}

async function copy(from: string, to: string): Promise<number> {
  if (await isSqlite(from)) {
    // By its own means: a copy of the file alone lacks what lies in its log, and may be torn.
    const database = new DatabaseSync(from, { readOnly: true })
    try {
      await backup(database, to)
    } finally {
      database.close()
    }
  } else {
    await copyFile(from, to)
  }
  await syncFile(to)
  return (await lstat(to)).size
}

async function isSqlite(file: string): Promise<boolean> {
  const handle = await open(file, 'r')
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(16), 0, 16, 0)
    return bytesRead === 16 && buffer.toString('latin1') === 'SQLite format 3\0'
  } finally {
    await handle.close()
  }
}
