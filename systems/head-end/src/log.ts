import { createLog as createServiceLog, type Logger, type LogOptions } from '@ferraris/service'

export type { Logger }

/** Keys of meters never reach a log call; this is the second fence. */
const secrets = ['guek', 'gak', 'kek', 'keys']

/** Structured log on standard error, without what may be secret. */
export function createLog(options: Omit<LogOptions, 'secrets'> = {}): Logger {
  return createServiceLog({ ...options, secrets })
}
