import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTestHeadEnd } from '@ferraris/head-end/testing'
import { vi } from 'vitest'
import { createProgram } from '../program.ts'

type HeadEndOptions = Parameters<typeof startTestHeadEnd>[0]

/** A head-end of a test, and commands that ask it. */
export interface CommandLine {
  readonly headEnd: Awaited<ReturnType<typeof startTestHeadEnd>>
  /** For files of the test; the data folder is within. */
  readonly folder: string
  /** Runs a command against the head-end, as administrator; gives what it prints. */
  run(...words: string[]): Promise<string>
  /** The same with `--json`. */
  json<Answer = object>(...words: string[]): Promise<Answer>
  close(): Promise<void>
}

/** Starts a head-end with a store of its own. */
export async function commandLine(options: Partial<HeadEndOptions> = {}): Promise<CommandLine> {
  const folder = mkdtempSync(join(tmpdir(), 'ferraris-commands-'))
  const apiToken = 'an-administrator-of-tests'
  const headEnd = await startTestHeadEnd({ data: join(folder, 'data'), apiToken, ...options })
  vi.stubEnv('FERRARIS_API_TOKEN', apiToken)
  let printed = ''
  vi.spyOn(process.stdout, 'write').mockImplementation(text => {
    printed = typeof text === 'string' ? text : new TextDecoder().decode(text)
    return true
  })
  const run = async (...words: string[]): Promise<string> => {
    await createProgram().parseAsync([...words, '--head-end', headEnd.url], { from: 'user' })
    return printed
  }
  return {
    headEnd,
    folder,
    run,
    json: async <Answer>(...words: string[]) => JSON.parse(await run(...words, '--json')) as Answer,
    async close() {
      vi.restoreAllMocks()
      vi.unstubAllEnvs()
      await headEnd.close()
      rmSync(folder, { recursive: true })
    },
  }
}
