import { writeFileSync } from 'node:fs'
import { InputError } from '../errors.ts'
import { show } from '../terminal/say.ts'
import { type PlatformOptions, platformAt } from './platform.ts'

/** `monitoring report`. */
export async function writeReport(file: string, options: PlatformOptions): Promise<void> {
  const format = /\.(pdf|csv)$/i.exec(file)?.[1]?.toLowerCase()
  if (format === undefined)
    throw new InputError('file', `${file} is of no known kind`, 'end it with .pdf or .csv')
  const octets = await platformAt(options).octets(`/report?format=${format}`, 'the report')
  try {
    writeFileSync(file, octets)
  } catch (error) {
    throw new InputError('file', (error as Error).message, 'name a file that this user may write')
  }
  show(options.json, { file, octets: octets.length }, () => file)
}
