import { type DestinationStream, type Logger, pino } from 'pino'
import pretty from 'pino-pretty'

export type { Logger }

/** Where secrets pass by. */
const everywhere = ['authorization', 'cookie', 'password', 'token']

export interface LogOptions {
  readonly level?: string
  /** Lines for people instead of JSON; by default when standard error is a terminal. */
  readonly readable?: boolean
  readonly destination?: DestinationStream
  /** Names of members besides that may carry secrets. */
  readonly secrets?: readonly string[]
}

/** Structured log on standard error, so that standard output stays free for a command's result. */
export function createLog({
  level = 'info',
  readable = process.stderr.isTTY === true,
  destination,
  secrets = [],
}: LogOptions = {}): Logger {
  const options = { level, redact: { paths: redacted([...everywhere, ...secrets]), censor: '[redacted]' } }
  if (destination) return pino(options, destination)
  if (readable)
    return pino(
      options,
      pretty({ destination: process.stderr, ignore: 'pid,hostname', translateTime: 'HH:MM:ss' }),
    )
  const stderr = pino.destination({ dest: 2, sync: false })
  // A terminal that is closed takes no log; what runs goes on until it is stopped.
  stderr.on('error', () => {})
  return pino(options, stderr)
}

function redacted(names: readonly string[]): string[] {
  return [
    ...names.flatMap(name => [name, `*.${name}`, `*.*.${name}`]),
    'headers["set-cookie"]',
    '*.headers["set-cookie"]',
  ]
}
