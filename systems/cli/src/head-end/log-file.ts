import { createWriteStream, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createLog, type Logger } from '@ferraris/head-end'
import { say } from '../terminal/say.ts'
import { style } from '../terminal/style.ts'

/** A log that has grown to this is put aside when the next one begins. */
const largest = 10_000_000
/** pino's number of level `error`. */
const errorLevel = 50

/** The head-end's log in its data folder, so that the terminal stays readable; errors are told there as well. */
export function openLogFile(folder: string): { log: Logger; file: string } {
  const file = join(folder, 'head-end.log')
  if (sizeOf(file) > largest) renameSync(file, `${file}.1`)
  const stream = createWriteStream(file, { flags: 'a', mode: 0o600 })
  // A full disk must not take the head-end down.
  stream.on('error', () => {})
  const write = (line: string): void => {
    stream.write(line)
    const { level, msg, err } = JSON.parse(line) as {
      level: number
      msg?: string
      err?: { message?: string }
    }
    if (level >= errorLevel) say(`${style.failure('✘')} ${[msg, err?.message].filter(Boolean).join(': ')}`)
  }
  return { log: createLog({ destination: { write } }), file }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
