import { FerrarisError } from '@ferraris/errors'
import type { CommanderError } from 'commander'
import { say, writeJson } from './terminal/say.ts'
import { style } from './terminal/style.ts'

/** What an error tells scripts. */
interface ErrorDocument {
  readonly error: {
    readonly code: string
    readonly layer?: string
    readonly parameter?: string
    readonly message: string
    /** What to try. */
    readonly remedy?: string
  }
}

/**
 * Tells people on stderr, and with `json` scripts on stdout, why a command failed. Gives the exit status: 2 for input
 * that has to be corrected, 1 for whatever the other side or the machine refused.
 */
export function report(thrown: unknown, { json, debug }: { json: boolean; debug: boolean }): 1 | 2 {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  say(`${style.failure('✘')} ${error.message}`)
  if (error instanceof FerrarisError && !error.message.includes(error.remedy))
    say(style.quiet(`  ${error.remedy}`))
  if (debug) console.error(error.stack, ...(error.cause === undefined ? [] : ['\ncaused by', error.cause]))
  else if (isUnforeseen(error)) say(style.quiet('  Run it again with --debug to see where this came from.'))
  if (json) writeJson(documentOf(error))
  return error instanceof FerrarisError ? error.exitStatus : 1
}

/** commander has told people already what is wrong with the command line, or has given help: 0, or 2 in place of its 1. */
export function reportUsage({ exitCode, message }: CommanderError, { json }: { json: boolean }): 0 | 2 {
  if (exitCode === 0) return 0
  if (json) writeJson({ error: { code: 'usage', message: message.replace(/^error: /, '') } })
  return 2
}

/** Neither ours nor the operating system's: nothing says what to try. */
function isUnforeseen(error: Error): boolean {
  return !('code' in error) || error.code === undefined
}

function documentOf(error: Error): ErrorDocument {
  const { message } = error
  if (error instanceof FerrarisError) {
    const { code, layer, path, remedy } = error
    return { error: { code, layer, ...(path !== '' && { parameter: path }), message, remedy } }
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'unforeseen'
  return { error: { code, message } }
}
