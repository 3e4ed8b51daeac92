import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { InputError } from './errors.ts'

/** The text of a file that an option names. Throws InputError. */
export function readText(option: string, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    const name = basename(file)
    throw new InputError(option, `${name} cannot be read (${code})`, 'check its name and your rights', {
      cause,
    })
  }
}
