import { readFileSync } from 'node:fs'
import { InputError } from '../errors.ts'
import { show } from '../terminal/say.ts'
import { print } from '../terminal/style.ts'
import { type PlatformOptions, platformAt } from './platform.ts'

interface ImportResult {
  readonly rows: number
  readonly taken: number
  readonly faults: readonly { readonly line: number; readonly detail: string }[]
}

/** `monitoring import`: rows that cannot be taken are told, and make the exit status 2. */
export async function importCounters(file: string, options: PlatformOptions): Promise<void> {
  const csv = readCounters(file)
  const result = (await platformAt(options).post('/counter-imports', { csv }, file)) as ImportResult
  if (result.faults.length > 0) process.exitCode = 2
  show(options.json, result, () =>
    [
      `${result.taken} of ${result.rows} rows taken`,
      ...result.faults.map(({ line, detail }) => `${print.warning(`line ${line}`)}  ${detail}`),
    ].join('\n'),
  )
}

function readCounters(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new InputError('file', (error as Error).message, 'name a CSV file that this user may read')
  }
}
