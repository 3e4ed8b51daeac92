import { backUp } from '@ferraris/head-end'
import { dataFolder } from '../keys/data-folder.ts'
import { say, show } from '../terminal/say.ts'
import { sizeText } from './size-text.ts'

interface BackupFlags {
  readonly data?: string
  readonly to: string
  readonly database?: string
  readonly json?: boolean
}

/** `backup`: prints the base that was made. */
export async function takeBackup({ data, to, database, json }: BackupFlags): Promise<void> {
  const base = await backUp({ data: dataFolder(data), to, database, notes: { info: say, error: say } })
  show(json, base, () => {
    const at = new Date(base.finishedAt).toISOString()
    const size = `${at}  ${sizeText(base.octets)} in ${to}`
    return base.store.kind === 'external'
      ? `${size}\nrecover the database to the restore point ${base.store.restorePoint}`
      : size
  })
}
