import { accessSync, constants, mkdirSync } from 'node:fs'
import { ProcessError } from '../errors.ts'

/** Makes the data folder if need be. Throws ProcessError where this user may not write there. */
export function makeDataFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    accessSync(folder, constants.W_OK)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const noFolder = code === 'ENOTDIR' || code === 'EEXIST'
    const why = noFolder ? 'it is no folder' : `this user may not write there (${code})`
    const message = `data folder ${folder}: ${why}; choose one that is yours with --data`
    throw new ProcessError('data-unwritable', message, { cause: error })
  }
}
