import type { CommanderError } from 'commander'
import { style } from './terminal/style.ts'

/** Errors of other packages that say: what you wrote is wrong. By name, so that no package is loaded for it. */
const inputErrors = new Set([
  'InputError',
  'MeterUriError',
  'ObisError',
  'HexError',
  'LoadCurveError',
  'CaptureError',
  'XmlError',
])

/** Problems of a district that lie in what was asked for. */
const inputProblems = new Set(['bad-option', 'no-district', 'other-load'])

function isInput({ name, code }: Described): boolean {
  return inputErrors.has(name) || (name === 'DistrictError' && inputProblems.has(String(code)))
}

/** What an error tells scripts. */
interface ErrorDocument {
  readonly error: {
    readonly code: string
    readonly layer?: string
    readonly parameter?: string
    readonly message: string
  }
}

type Described = Error & {
  readonly code?: unknown
  readonly layer?: unknown
  readonly parameter?: unknown
  readonly fault?: unknown
}

/**
 * Tells people on stderr, and with `json` scripts on stdout, why a command failed. Gives the exit code: 2 for input
 * that has to be corrected, 1 for whatever the other side or the machine refused.
 */
export function report(thrown: unknown, { json, debug }: { json: boolean; debug: boolean }): 1 | 2 {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  const exitCode = isInput(error) ? 2 : 1
  console.error(`${style.failure('✘')} ${error.message}`)
  if (debug) console.error(error.stack, ...(error.cause === undefined ? [] : ['\ncaused by', error.cause]))
  else if (exitCode === 1 && isUnforeseen(error))
    console.error(style.quiet('  Run it again with --debug to see where this came from.'))
  if (json) console.log(JSON.stringify(documentOf(error)))
  return exitCode
}

/** commander has told people already what is wrong with the command line, or has given help: 0, or 2 in place of its 1. */
export function reportUsage({ exitCode, message }: CommanderError, { json }: { json: boolean }): 0 | 2 {
  if (exitCode === 0) return 0
  if (json)
    console.log(JSON.stringify({ error: { code: 'usage', message: message.replace(/^error: /, '') } }))
  return 2
}

/** Errors that nobody has put into words for the person at the keyboard. */
function isUnforeseen(error: Described): boolean {
  return error.code === undefined && error.fault === undefined
}

function documentOf(error: Described): ErrorDocument {
  const { code, layer, parameter, fault, message } = error
  return {
    error: {
      code: typeof code === 'string' ? code : typeof fault === 'string' ? fault : 'unforeseen',
      ...(typeof layer === 'string' && { layer }),
      ...(typeof parameter === 'string' && { parameter }),
      message,
    },
  }
}
