import { access, constants, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { BackupError } from './backup-error.ts'
import { writeDurably } from './durable.ts'
import { isBefore, segmentName } from './wal-position.ts'

/** One whole copy of a store and of the other files of its data folder. */
export interface Base {
  /** Its folder's name. */
  readonly name: string
  /** From when on it can be brought back: epoch milliseconds. */
  readonly finishedAt: number
  readonly octets: number
  readonly store: BaseStore
}

/** Until when everything that was committed is in a folder, and the place in the log that belongs to it. */
export interface Reach {
  /** Epoch milliseconds. */
  readonly at: number
  readonly lsn: string
  readonly timeline: number
}

type BaseStore =
  /** With PostgreSQL's own files; the write-ahead log from this segment on belongs to it. */
  | { readonly kind: 'embedded'; readonly segment: string; readonly postgres: string }
  /** A server of the operator's, which has its own backups: this name stands in its log. */
  | { readonly kind: 'external'; readonly restorePoint: string }
  /** A concentrator's: its store is among the files. */
  | { readonly kind: 'none' }

/**
 * A folder of backups: `bases/<instant>/` with a copy each, `wal/` with what was written since the oldest of them,
 * `reach.json` with how far that goes. For its owner only, since keys are in it.
 */
export class BackupFolder {
  readonly path: string

  private constructor(folder: string) {
    this.path = folder
  }

  /** Makes it, for backups of one system only. Throws BackupError. */
  static async forWriting(folder: string, system: string): Promise<BackupFolder> {
    const owner = path.join(folder, 'system')
    try {
      for (const part of ['bases', 'wal'])
        await mkdir(path.join(folder, part), { recursive: true, mode: 0o700 })
      const other = await readFile(owner, 'utf8').catch(() => undefined)
      if (other !== undefined && other !== system)
        throw new BackupError('backup-folder-unusable', `${folder} holds backups of another system`)
      await writeDurably(owner, system)
    } catch (error) {
      if (error instanceof BackupError) throw error
      throw new BackupError('backup-folder-unusable', `${folder}: ${(error as Error).message}`, {
        cause: error,
      })
    }
    return new BackupFolder(folder)
  }

  /** Throws BackupError `backup-missing`. */
  static async forReading(folder: string): Promise<BackupFolder> {
    try {
      await access(path.join(folder, 'bases'), constants.R_OK)
    } catch (error) {
      throw new BackupError('backup-missing', `${folder} is no folder of backups`, { cause: error })
    }
    return new BackupFolder(folder)
  }

  base(name: string): string {
    return path.join(this.path, 'bases', name)
  }

  get wal(): string {
    return path.join(this.path, 'wal')
  }

  /** The oldest first. */
  async bases(): Promise<Base[]> {
    const names = (await readdir(path.join(this.path, 'bases'))).filter(name => !name.endsWith('.new'))
    const found = await Promise.all(
      names.map(name => readFile(path.join(this.base(name), 'base.json'), 'utf8').catch(() => undefined)),
    )
    return found
      .flatMap(text => (text === undefined ? [] : [JSON.parse(text) as Base]))
      .sort((a, b) => a.finishedAt - b.finishedAt)
  }

  /** Undefined before the first log came. */
  async reach(): Promise<Reach | undefined> {
    const text = await readFile(path.join(this.path, 'reach.json'), 'utf8').catch(() => undefined)
    return text === undefined ? undefined : (JSON.parse(text) as Reach)
  }

  async keepReach(reach: Reach): Promise<void> {
    await writeDurably(path.join(this.path, 'reach.json'), JSON.stringify(reach))
  }

  /** Deletes all bases but the newest, and the log that belongs to no base any more. */
  async prune(keep: number): Promise<void> {
    const bases = await this.bases()
    for (const { name } of bases.slice(0, -keep)) await rm(this.base(name), { recursive: true })
    // Of a system that was restored to an earlier instant, a newer base begins before an older one.
    const needed = bases
      .slice(-keep)
      .flatMap(({ store }) => (store.kind === 'embedded' ? [store.segment] : []))
    if (needed.length === 0) return
    for (const file of await readdir(this.wal)) {
      const segment = file.slice(0, 24)
      if (segmentName.test(segment) && needed.every(first => isBefore(segment, first)))
        await rm(path.join(this.wal, file))
    }
  }

  /** Deletes copies that were broken off with their process. */
  async clear(): Promise<void> {
    const bases = path.join(this.path, 'bases')
    for (const name of await readdir(bases))
      if (name.endsWith('.new')) await rm(path.join(bases, name), { recursive: true })
  }

  async octets(): Promise<number> {
    const sizes = (await readdir(this.wal)).map(async file => (await stat(path.join(this.wal, file))).size)
    const log = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
    return (await this.bases()).reduce((sum, { octets }) => sum + octets, log)
  }
}
